"""A week in an invented community: the real program at the emulator, shown in the terminal as it happens.

`words` puts things in two languages, `play` holds program, people and time together, `cast` is who takes part
with which `habits`, `story` (with `opening` and `orders`) is what happens and what is expected of it;
`chronicle` and `screen` show it, and `summary` sums it up.
"""
