"""Agreed scores: what workshops settled on, and how they were held. Triggers keep them once the cycle is sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MESSAGE = "a sealed assessment never changes"
TABLES = ("agreements", "workshop_records")
OWNERS = {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}
# The function of the other tables asks about NEW of answers only. A seal that is on its way is waited for here, too.
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION refuse_in_or_out_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched integer[];
BEGIN
    touched := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.assessment_id]
        WHEN 'DELETE' THEN ARRAY[OLD.assessment_id]
        ELSE ARRAY[OLD.assessment_id, NEW.assessment_id]
    END;
    PERFORM 1 FROM assessments WHERE id = ANY(touched) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT 1 FROM seals WHERE assessment_id = ANY(touched)) THEN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


# Not as a batch: that makes the table anew, without its triggers.
def upgrade() -> None:
    op.add_column("answers", sa.Column("carried_revision", sa.Integer(), nullable=True))
    op.create_table(
        "agreements",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(1), nullable=False),
        sa.Column("group_key", sa.String(40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("score_revision", sa.Integer(), nullable=False),
        sa.Column("score_before", sa.Integer(), nullable=True),
        sa.Column("revision_before", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 3", name="score"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_agreements_assessment_id_assessments"),
        sa.PrimaryKeyConstraint("assessment_id", "element", "group_key", name="pk_agreements"),
    )
    op.create_table(
        "workshop_records",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("elements", sa.String(9), nullable=False),
        sa.Column("joined", sa.JSON(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("left_open", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name="fk_workshop_records_assessment_id_assessments"),
        sa.PrimaryKeyConstraint("assessment_id", "number", name="pk_workshop_records"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_sealed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_in_or_out_of_sealed()"
            )
        return
    for table in TABLES:
        for verb, owners in OWNERS.items():
            touched = ", ".join(f"{owner}.assessment_id" for owner in owners)
            op.execute(
                f"CREATE TRIGGER {table}_sealed_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM seals WHERE assessment_id IN ({touched})) "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )


def downgrade() -> None:
    for table in TABLES:  # with their triggers
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_in_or_out_of_sealed()")
    op.drop_column("answers", "carried_revision")
