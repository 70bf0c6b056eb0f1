"""What the people who run the bot decide: settings of the instance and default policies."""
