"""Cycles may start from the scores of the last one, and remember which of them nobody has reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


# Not as a batch: that makes the tables anew, without their triggers.
def upgrade() -> None:
    op.add_column("assessments", sa.Column("copied_from_id", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("carried_score", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("carried_note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("answers", "carried_note")
    op.drop_column("answers", "carried_score")
    op.drop_column("assessments", "copied_from_id")
