"""The audit trail only grows: triggers refuse to change or delete what is in it, whatever the application does."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MESSAGE = "the audit trail only grows"
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
END $$
"""
SQLITE_TRIGGERS = {
    "audit_events_kept_update": "BEFORE UPDATE ON audit_events",
    "audit_events_kept_delete": "BEFORE DELETE ON audit_events",
    # REPLACE deletes a row without asking the trigger on DELETE, but it asks this one.
    "audit_events_kept_insert": "BEFORE INSERT ON audit_events WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        op.execute(
            "CREATE TRIGGER audit_events_kept BEFORE UPDATE OR DELETE ON audit_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit()"
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
