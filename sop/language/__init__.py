"""The language scripts are written in: models, loader, checks, and what is generated from the models."""
