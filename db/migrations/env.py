"""Alembic's entry: migrations run on the connection that `db.schema` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import db.alert_models
import db.deal_models
import db.models
import db.programme_models
import db.review_models
import db.risk_models
import db.voice_models  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
