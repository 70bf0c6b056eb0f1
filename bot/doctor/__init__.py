"""`python -m bot doctor`: what is wrong with the settings, the database, the scripts, at Telegram, and what to do.

It only reads, sends no message and takes no updates, so it can be asked while the bot runs.
"""
