"""Run by Alembic with the connection that `upgrade` or a developer's command handed over."""

from alembic import context

from storage import unit_of_work  # noqa: F401 - imports every table into the metadata
from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
