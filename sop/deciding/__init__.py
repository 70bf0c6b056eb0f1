"""What happens when a run reaches each kind of action: one module a noun, like the models in `sop/actions`.

`table.py` says which. CONTRIBUTING.md has the recipe for a new one.
"""
