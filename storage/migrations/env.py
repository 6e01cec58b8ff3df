"""Runs migrations on the connection, and in the transaction, of `storage.database.upgrade`."""

from __future__ import annotations

from alembic import context

from storage.messaging_tables import Delivery

context.configure(connection=context.config.attributes["connection"], target_metadata=Delivery.metadata)
with context.begin_transaction():
    context.run_migrations()
