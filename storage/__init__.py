"""What the bot remembers: tables and their queries, one module an aggregate; the unit of work; migrations."""
