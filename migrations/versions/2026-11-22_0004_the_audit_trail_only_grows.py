"""The audit trail only grows: triggers refuse to change or delete what is in it, whatever the application does."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MESSAGE = "the audit trail only grows"
# The head is moved on by one with each event, never back and never away.
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'audit_head' AND TG_OP = 'UPDATE' THEN
        IF NEW.id = OLD.id AND NEW.events = OLD.events + 1 THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
END $$
"""
TABLES = ("audit_events", "audit_head")
SQLITE_TRIGGERS = {
    "audit_events_kept_update": "BEFORE UPDATE ON audit_events",
    "audit_events_kept_delete": "BEFORE DELETE ON audit_events",
    # REPLACE deletes a row without asking the trigger on DELETE, but it asks this one.
    "audit_events_kept_insert": "BEFORE INSERT ON audit_events WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)",
    "audit_head_kept_update": "BEFORE UPDATE ON audit_head WHEN NEW.id <> OLD.id OR NEW.events <> OLD.events + 1",
    "audit_head_kept_delete": "BEFORE DELETE ON audit_head",
    "audit_head_kept_insert": "BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head WHERE id = NEW.id)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_kept_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit()"
            )
        return
    for name, occasion in SQLITE_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {occasion} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_audit() CASCADE")
        return
    for name in SQLITE_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
