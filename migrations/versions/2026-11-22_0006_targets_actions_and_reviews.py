"""What a company means to do about its scores, and what its steering committee said of them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATUS = sa.Enum("planned", "under_way", "done", "dropped", name="status", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(1), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("score >= 0", name="score"),
        *_of_a_unit("targets"),
        _names("targets", "set_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
        sa.UniqueConstraint("unit_id", "element", "group_key", "due_on", name="uq_targets_unit_id_element_group_key_due_on"),
    )
    op.create_index("ix_targets_organisation_id_due_on", "targets", ["organisation_id", "due_on"])
    op.create_index("ix_assessments_unit_id_held_on_id", "assessments", ["unit_id", "held_on", "id"])
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(1), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("seen_when_done", sa.String(500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("dropped_reason", sa.String(500), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("expected_score", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *_of_a_unit("actions"),
        _names("actions", "owner_id", "people"),
        _names("actions", "created_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
    )
    op.create_index("ix_actions_organisation_id_unit_id", "actions", ["organisation_id", "unit_id"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attended", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=True),
        _names("reviews", "organisation_id", "organisations"),
        _names("reviews", "written_by_id", "people"),
        _names("reviews", "changed_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_newest", "reviews", ["organisation_id", "held_on", "id"])
    op.create_table(
        "reviewed_cycles",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        _names("reviewed_cycles", "review_id", "reviews"),
        _names("reviewed_cycles", "assessment_id", "assessments"),
        sa.PrimaryKeyConstraint("review_id", "assessment_id", name="pk_reviewed_cycles"),
    )
    op.create_index("ix_reviewed_cycles_assessment_id", "reviewed_cycles", ["assessment_id"])
    op.create_table(
        "decided_actions",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        _names("decided_actions", "review_id", "reviews"),
        _names("decided_actions", "action_id", "actions"),
        sa.PrimaryKeyConstraint("review_id", "action_id", name="pk_decided_actions"),
    )
    op.create_index("ix_decided_actions_action_id", "decided_actions", ["action_id"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _names("comments", "assessment_id", "assessments"),
        _names("comments", "written_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_assessment_id", "comments", ["assessment_id"])


def downgrade() -> None:
    op.drop_index("ix_assessments_unit_id_held_on_id", "assessments")
    for table in ("comments", "decided_actions", "reviewed_cycles", "reviews", "actions", "targets"):
        op.drop_table(table)


def _of_a_unit(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    both = sa.ForeignKeyConstraint(["unit_id", "organisation_id"], ["units.id", "units.organisation_id"], name=f"fk_{table}_unit_id_organisation_id_units")
    return both, _names(table, "organisation_id", "organisations")


def _names(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
