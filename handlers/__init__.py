"""What reaches the bot from Telegram: one router, a table of commands, one of presses, a file a capability.

A handler parses, makes one call to the rules, and returns messages that a view has built.
"""
