"""Drafts know when their details were changed last, so that one which nobody changes can be deleted."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# Not as a batch: that makes the table anew, without its triggers.
def upgrade() -> None:
    op.add_column("assessments", sa.Column("changed_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("assessments", "changed_at")
