"""Run by Alembic with a connection that ``store.migrating`` opened; there is no ini file."""

from __future__ import annotations

from alembic import context

from smsdesk.store.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite changes a column by building the table anew.
    render_as_batch=True,
    # SQLite gives back an empty text with its quotes.
    compare_server_default=lambda _context, _there, _wanted, there, _default, wanted: (
        (there or "").strip("'") != (wanted or "").strip("'")
    ),
    # Full-text indexes keep tables of their own, which are no one else's business.
    include_name=lambda name, kind, _parents: kind != "table" or "_search" not in str(name),
    process_revision_directives=context.config.attributes.get("process_revision_directives"),
)
# No begin_transaction() here: the one transaction around every step is the caller's, so that a failure
# in the last step undoes the first.
context.run_migrations()
