"""What reaches the bot from Telegram: one router, one table of commands, one of presses, one file a capability.

A handler parses, makes one call to the rules, and returns messages that a view has built.
"""
