"""Bringing a database from any schema to this one and back, with what is in it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.db import migrations
from app.db.engine import make_engine, writing
from app.db.migrations import NewerSchemaError, current, downgrade, is_current, migrate
from app.plans import demo
from app.settings import ROOT
from app.tables import metadata
from tests.agreements import CELL, agreement, hold
from tests.conftest import Scribe
from tests.databases import Database, contents

SCRIPTS = ScriptDirectory.from_config(Config(str(migrations.CONFIG)))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
HEAD = REVISIONS[-1]
SEALED = ("agreements", "answers", "assessments", "seals", "workshop_records")


@pytest.fixture
def fresh(database: Database) -> Iterator[Engine]:
    """An engine on a database without tables."""
    engine = make_engine(database.another("migrate"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def filled_once(database: Database) -> str:
    """The name of a migrated database with the demonstration in it, sealed cycles, a workshop and all."""
    engine = make_engine(database.another("filled"))
    migrate(engine)
    with writing(engine) as session:
        director = demo.fill(session)
        hold(Scribe(session, director), Scribe(session, director).start("A workshop"), {CELL: agreement()})
    engine.dispose()
    return "filled"


@pytest.fixture
def filled(database: Database, filled_once: str) -> Iterator[Engine]:
    """An engine on a copy of that."""
    engine = make_engine(database.another("migrate", copy_of=filled_once))
    yield engine
    engine.dispose()


def test_there_is_one_history() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1


def test_the_files_are_named_in_the_order_of_that_history() -> None:
    assert list(migrations.known()) == REVISIONS


def test_an_empty_database_gets_the_whole_schema(fresh: Engine) -> None:
    assert current(fresh) is None
    assert not is_current(fresh)
    migrate(fresh)
    assert current(fresh) == HEAD
    assert is_current(fresh)


def test_migrating_again_changes_nothing(filled: Engine) -> None:
    before = contents(filled)
    migrate(filled)
    assert contents(filled) == before


def test_models_equal_migrations(fresh: Engine) -> None:
    migrate(fresh)
    with fresh.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        )
        assert compare_metadata(context, metadata) == []


Shape = dict[str, object]


def shape(connection: Connection) -> Shape:
    """Return tables, columns, constraints and indexes with their names."""
    found = inspect(connection)
    return {
        table: {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"], str(column["default"]).split("(")[0])
                for column in found.get_columns(table)
            ),
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "references": sorted(
                (str(key["name"]), tuple(key["constrained_columns"]), key["referred_table"])
                for key in found.get_foreign_keys(table)
            ),
            "unique": sorted(
                (str(one["name"]), tuple(one["column_names"])) for one in found.get_unique_constraints(table)
            ),
            "checks": sorted(str(check["name"]) for check in found.get_check_constraints(table)),
            "indexes": sorted((str(one["name"]), str(one["column_names"])) for one in found.get_indexes(table)),
        }
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }


def test_the_migrations_make_what_the_models_would_to_the_last_name(fresh: Engine, database: Database) -> None:
    migrate(fresh)
    modelled = make_engine(database.another("models"))
    metadata.create_all(modelled)
    with fresh.connect() as migrated, modelled.connect() as made:
        assert shape(migrated) == shape(made)
    modelled.dispose()


def test_every_constraint_has_a_name() -> None:
    for table in metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints)
        assert all(index.name for index in table.indexes)


def test_every_enum_is_stored_by_value_and_long_enough(filled: Engine) -> None:
    with filled.connect() as connection:
        assert set(connection.execute(text("SELECT role FROM memberships")).scalars()) == {"director"}
        stored = set(connection.execute(text("SELECT evidence FROM answers")).scalars())
    assert stored == {None, "none", "anecdotal", "documented"}


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows as the database itself has its tables, whatever the models say."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_is_kept_survives_the_way_down_and_up(filled: Engine, revision: str) -> None:
    before = rows(filled)
    assert all(before[table] for table in (*SEALED, "audit_events", "units"))
    downgrade(filled, revision)
    assert current(filled) == revision
    below = rows(filled)
    for table in below:
        assert len(below[table]) == len(before[table])
    migrate(filled)
    assert is_current(filled)
    after = rows(filled)
    assert {table: after[table] for table in below} == {table: before[table] for table in below}


def test_it_can_go_all_the_way_down_and_up_again(filled: Engine) -> None:
    downgrade(filled, "base")
    assert current(filled) is None
    assert set(inspect(filled).get_table_names()) <= {"alembic_version"}
    migrate(filled)
    assert is_current(filled)
    assert not any(contents(filled).values())


def test_the_way_down_and_up_brings_the_same_schema(fresh: Engine) -> None:
    migrate(fresh)
    with fresh.connect() as connection:
        before = shape(connection), rules(connection)
    downgrade(fresh, "base")
    migrate(fresh)
    with fresh.connect() as connection:
        assert (shape(connection), rules(connection)) == before


def rules(connection: Connection) -> list[str]:
    """Return the names of the triggers."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    return [str(name) for name in connection.execute(text(query)).scalars()]


def test_the_triggers_that_keep_the_sealed_are_there(filled: Engine) -> None:
    with filled.connect() as connection:
        names = rules(connection)
    for table in SEALED:
        assert any(name.startswith(f"{table}_sealed") for name in names)
    assert try_to_change(filled) == "refused"
    downgrade(filled, "0001")
    with filled.connect() as connection:
        assert rules(connection) == []
    assert try_to_change(filled) == "changed"


def try_to_change(engine: Engine) -> str:
    with Session(engine) as session:
        try:
            session.execute(text("UPDATE seals SET sha256 = 'x'"))
        except IntegrityError:
            return "refused"
        return "changed"


CHANGES_OF_THE_TRAIL = (
    "UPDATE audit_events SET subject = 'x'",
    "DELETE FROM audit_events",
    "UPDATE audit_head SET events = 0",
    "DELETE FROM audit_head",
)


def test_the_triggers_that_keep_the_audit_trail_are_there(filled: Engine) -> None:
    with filled.connect() as connection:
        names = rules(connection)
    for table in ("audit_events", "audit_head"):
        assert any(name.startswith(f"{table}_kept") for name in names)
    for change in CHANGES_OF_THE_TRAIL:
        with pytest.raises(IntegrityError, match="the audit trail only grows"), filled.begin() as connection:
            connection.execute(text(change))
    downgrade(filled, "0003")
    with filled.begin() as connection:
        assert not any(name.startswith("audit") for name in rules(connection))
        for change in CHANGES_OF_THE_TRAIL:
            assert connection.execute(text(change)).rowcount > 0


def test_references_are_kept_again_after_a_migration(fresh: Engine) -> None:
    migrate(fresh)
    with pytest.raises(IntegrityError), fresh.begin() as connection:
        connection.execute(text("INSERT INTO units (organisation_id, name) VALUES (4711, 'x')"))


def test_it_refuses_a_database_of_a_later_version_and_leaves_it_alone(filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = contents(filled)
    with pytest.raises(NewerSchemaError, match="schema 9999, which this version does not know"):
        migrate(filled)
    assert current(filled) == "9999"
    assert contents(filled) == before


def test_it_refuses_to_go_on_from_broken_references(fresh: Engine) -> None:
    if fresh.dialect.name == "postgresql":
        return
    migrate(fresh, "0001")
    raw = fresh.raw_connection()
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("INSERT INTO units (organisation_id, name) VALUES (4711, 'x')")
    raw.close()
    with pytest.raises(RuntimeError, match="breaks references"):
        migrate(fresh)
    fresh.dispose()
    assert current(fresh) == "0001"


@pytest.mark.parametrize("revision", REVISIONS)
def test_its_file_is_named_so_that_files_sort_by_date_and_read_as_sentences(revision: str) -> None:
    script = SCRIPTS.get_revision(revision)
    assert script is not None
    name = Path(script.path).name
    assert name[:10].replace("-", "").isdecimal()
    assert name[11:].startswith(f"{revision}_")
    assert sorted(path.name for path in Path(script.path).parent.glob("*.py")).index(name) == REVISIONS.index(revision)


def test_alembic_by_itself_uses_the_configured_database(tmp_path: Path) -> None:
    environment = os.environ | {"KAM_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    engine = make_engine(f"sqlite:///{tmp_path}/kam.sqlite")
    assert is_current(engine)
    engine.dispose()
