"""The assembled program: the command line and what it starts."""
