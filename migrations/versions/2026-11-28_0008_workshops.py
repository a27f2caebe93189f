"""Workshops on drafts, with what people chose in them, which the database alone does not tell."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PACE = sa.Enum("together", "own", name="pace", native_enum=False, length=20)
PHASE = sa.Enum("lobby", "voting", "closing", "closed", name="phase", native_enum=False, length=20)
OPEN = sa.text("phase <> 'closed'")


def upgrade() -> None:
    op.add_column("assessments", sa.Column("workshop_id", sa.Integer(), nullable=True))
    op.create_table(
        "workshops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("elements", sa.String(9), nullable=False),
        sa.Column("pace", PACE, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(8), nullable=True),
        sa.Column("link_hash", sa.String(64), nullable=True),
        sa.Column("nonce", sa.String(64), nullable=True),
        sa.Column("phase", PHASE, nullable=False),
        sa.Column("element", sa.String(1), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settlements", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("minimum >= 3", name="minimum"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_workshops_organisation_id_organisations"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_workshops_assessment_id_assessments", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["people.id"], name="fk_workshops_opened_by_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_workshops"),
        sa.UniqueConstraint("code", name="uq_workshops_code"),
        sa.UniqueConstraint("link_hash", name="uq_workshops_link_hash"),
    )
    op.create_index("ix_workshops_organisation_id", "workshops", ["organisation_id"])
    op.create_index("ix_workshops_assessment_id", "workshops", ["assessment_id"])
    op.create_index("ix_workshops_open", "workshops", ["assessment_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "workshop_cells",
        *_cell(),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("revealed_at", UTCDateTime(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("agreed_score", sa.Integer(), nullable=True),
        sa.Column("agreed_at", UTCDateTime(), nullable=True),
        sa.Column("left_open", sa.Boolean(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("settlement", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("agreed_score BETWEEN 0 AND 3", name="agreed_score"),
        _in_a_workshop("workshop_cells"),
        sa.PrimaryKeyConstraint("workshop_id", "element", "group_key", name="pk_workshop_cells"),
    )
    op.create_table(
        "participations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        _in_a_workshop("participations"),
        sa.PrimaryKeyConstraint("id", name="pk_participations"),
        sa.UniqueConstraint("token_hash", name="uq_participations_token_hash"),
    )
    op.create_index("ix_participations_workshop_id", "participations", ["workshop_id"])
    op.create_table(
        "ballots",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("element", sa.String(1), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(40), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        _in_a_workshop("ballots"),
        sa.PrimaryKeyConstraint("workshop_id", "mark", "element", "group_key", "round", name="pk_ballots"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballots_cell", "ballots", ["workshop_id", "element", "group_key", "round", "answered"])
    op.create_table(
        "tallies",
        *_cell(),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seen_by", sa.String(40), nullable=False),
        *(sa.Column(f"chose_{score}", sa.Integer(), nullable=False) for score in range(4)),
        sa.Column("unknown", sa.Integer(), nullable=False),
        _in_a_workshop("tallies"),
        sa.PrimaryKeyConstraint("workshop_id", "element", "group_key", "round", "seen_by", name="pk_tallies"),
    )
    op.create_table(
        "personal_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        _in_a_workshop("personal_links"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_personal_links"),
    )
    op.create_index("ix_personal_links_workshop_id", "personal_links", ["workshop_id"])
    op.create_table(
        "workshop_pulses",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Integer(), nullable=False),
        _in_a_workshop("workshop_pulses"),
        sa.PrimaryKeyConstraint("workshop_id", name="pk_workshop_pulses"),
    )


def downgrade() -> None:
    for table in ("workshop_pulses", "personal_links", "tallies", "ballots", "participations", "workshop_cells", "workshops"):
        op.drop_table(table)
    op.drop_column("assessments", "workshop_id")


def _cell() -> tuple[sa.Column, sa.Column, sa.Column]:
    return (
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(1), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
    )


def _in_a_workshop(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workshop_id"], ["workshops.id"], name=f"fk_{table}_workshop_id_workshops", ondelete="CASCADE")
