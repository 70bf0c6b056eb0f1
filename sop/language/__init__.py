"""The language scripts are written in: its models, the loader that compiles a file, and what is made from the models."""
