"""The program is killed at every kind of moment, and must end as if nothing had happened."""
