"""Sealed assessments never change: triggers refuse it, whatever the application does."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MESSAGE = "a sealed assessment never changes"
# What is refused: each table, the verb, and which row says whose assessment it is.
RULES = [
    ("answers", "INSERT", ["NEW.assessment_id"]),
    ("answers", "UPDATE", ["NEW.assessment_id", "OLD.assessment_id"]),
    ("answers", "DELETE", ["OLD.assessment_id"]),
    ("assessments", "UPDATE", ["OLD.id"]),
    ("assessments", "DELETE", ["OLD.id"]),
    ("seals", "UPDATE", ["OLD.assessment_id"]),
    ("seals", "DELETE", ["OLD.assessment_id"]),
]
# SQLite's REPLACE deletes a row without asking the triggers on DELETE, but it asks those on INSERT.
REPLACEMENTS = [
    ("assessments", "INSERT", ["NEW.id"]),
    ("seals", "INSERT", ["NEW.assessment_id"]),
]

# A save that races the seal waits for it here, and then finds it.
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION refuse_when_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    assessment integer;
BEGIN
    IF TG_TABLE_NAME = 'assessments' THEN
        assessment := OLD.id;
    ELSIF TG_OP = 'INSERT' THEN
        assessment := NEW.assessment_id;
    ELSE
        assessment := OLD.assessment_id;
    END IF;
    PERFORM 1 FROM assessments WHERE id = assessment FOR SHARE;
    IF EXISTS (SELECT 1 FROM seals WHERE assessment_id = assessment) THEN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'answers' THEN
        IF EXISTS (SELECT 1 FROM seals WHERE assessment_id = NEW.assessment_id) THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        for table in dict.fromkeys(table for table, _, _ in RULES):
            verbs = " OR ".join(verb for of, verb, _ in RULES if of == table)
            op.execute(
                f"CREATE TRIGGER {table}_sealed BEFORE {verbs} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_when_sealed()"
            )
        return
    for table, verb, owners in RULES + REPLACEMENTS:
        op.execute(
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM seals WHERE assessment_id IN ({', '.join(owners)})) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_when_sealed() CASCADE")
        return
    for table, verb, _ in RULES + REPLACEMENTS:
        op.execute(f"DROP TRIGGER {_name(table, verb)}")


def _name(table: str, verb: str) -> str:
    return f"{table}_sealed_{verb.lower()}"
