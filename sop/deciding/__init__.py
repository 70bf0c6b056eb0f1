"""What happens when a run reaches each kind of action: one module a noun, like the models in `sop/actions`.

To add an action: its model in `sop/actions/<noun>.py`, its deciding in `sop/deciding/<noun>.py`, one line in
`table.py`, its effects in `sop/effects.py`, and what applies them in the engine.
"""
