"""Organisations, their people and units; assessments, answers and seals."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLE = sa.Enum("director", "contributor", "steering", name="role", native_enum=False, length=20)
EVIDENCE = sa.Enum("none", "anecdotal", "documented", name="evidence", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_memberships_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_memberships_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_organisation_id", "memberships", ["organisation_id"])
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_units_organisation_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("id", "organisation_id", name="uq_units_id_organisation_id"),
        sa.UniqueConstraint("organisation_id", "name", name="uq_units_organisation_id_name"),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("checklist_version", sa.String(40), nullable=False),
        sa.Column("checklist_language", sa.String(10), nullable=False),
        sa.Column("out_of_scope", sa.String(9), nullable=False),
        sa.Column("scope_reason", sa.String(500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revision_reason", sa.String(500), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["corrects_id"], ["assessments.id"], name="fk_assessments_corrects_id_assessments"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_assessments_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "organisation_id"], ["units.id", "units.organisation_id"], name="fk_assessments_unit_id_organisation_id_units"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("corrects_id", name="uq_assessments_corrects_id"),
        sa.UniqueConstraint("unit_id", "title", "revision", name="uq_assessments_unit_id_title_revision"),
    )
    op.create_index("ix_assessments_newest", "assessments", ["organisation_id", "held_on", "id"])
    op.create_table(
        "answers",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(1), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_revision", sa.Integer(), nullable=False),
        sa.Column("score_client", sa.String(40), nullable=False),
        sa.Column("evidence", EVIDENCE, nullable=True),
        sa.Column("evidence_revision", sa.Integer(), nullable=False),
        sa.Column("evidence_client", sa.String(40), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_version", sa.Integer(), nullable=False),
        sa.Column("note_at", UTCDateTime(), nullable=True),
        sa.Column("note_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("score BETWEEN 0 AND 3", name=op.f("ck_answers_score")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_answers_assessment_id_assessments"),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name="fk_answers_changed_by_id_people"),
        sa.ForeignKeyConstraint(["note_by_id"], ["people.id"], name="fk_answers_note_by_id_people"),
        sa.PrimaryKeyConstraint("assessment_id", "element", "group_key", name="pk_answers"),
    )
    op.create_table(
        "seals",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", UTCDateTime(), nullable=False),
        sa.Column("sealed_by_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_seals_assessment_id_assessments"),
        sa.ForeignKeyConstraint(["sealed_by_id"], ["people.id"], name="fk_seals_sealed_by_id_people"),
        sa.PrimaryKeyConstraint("assessment_id", name="pk_seals"),
    )


def downgrade() -> None:
    for table in ("seals", "answers", "assessments", "units", "memberships", "people", "organisations"):
        op.drop_table(table)
