"""Column types and naming shared by every table."""

from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module
from typing import Any, TypeVar

from pydantic import ConfigDict
from sqlalchemy import Enum, Table
from sqlmodel import Session, SQLModel

T = TypeVar("T", bound=SQLModel)
# The highest id that either engine can look up.
LAST_ID = 2**31 - 1

# Named constraints can be found again by a migration, on either engine.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class StoredModel(SQLModel):
    """What every table's model is. What would check a row is built at its first use: the databases check theirs."""

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]  # SQLModel's own class of the same


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a model. A statement made of tables spares SQLAlchemy the mapping of objects."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table


def insert_or_leave(session: Session, table: Table) -> Any:  # noqa: ANN401 - either dialect's own insert
    """Return an insert that leaves a row which is there already as it is."""
    return upsert(session, table).on_conflict_do_nothing()


def upsert(session: Session, table: Table) -> Any:  # noqa: ANN401 - either dialect's own insert
    """Return the insert of the session's database, which can say what to do with a row that is there already."""
    return insert_of(session.get_bind().dialect.name, table)


def insert_of(dialect: str, table: Table) -> Any:  # noqa: ANN401 - either dialect's own insert
    """Return the insert of a dialect by its name, "sqlite" or "postgresql"."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def enum_column(kind: type[StrEnum]) -> Any:  # noqa: ANN401 - SQLModel's sa_type takes any type object
    """Return a column type that stores an enum by value, as text, on both engines."""

    def values(members: type[StrEnum]) -> list[str]:
        return [member.value for member in members]

    return Enum(kind, native_enum=False, values_callable=values, length=20, create_constraint=False)


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def get_by_id(session: Session, model: type[T], number: int) -> T | None:
    """Return the row with this id, None when there is none: neither is there for a number that no id can be."""
    return session.get(model, number) if 0 < number <= LAST_ID else None
