"""Everything said or shown: texts, keyboards, cards. Pure functions of plain data."""
