"""Scenario tests for scripts: who does what when, and what must be seen, in YAML beside the script."""
