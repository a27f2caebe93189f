"""What every command that works on the database starts from."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that the others start at once

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.errors import AppError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from sqlalchemy import Engine

    from app.settings import Settings


class Refused(click.ClickException):
    """What was asked can't be done. Ends with status 2, as wrong options do."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - as its parent has it
        """Say why, on standard error."""
        click.echo(self.message, err=True)


@contextmanager
def refusing(heading: str = "") -> Iterator[None]:
    """Turn an expected failure into its message, under a heading, and status 2."""
    try:
        yield
    except AppError as error:
        raise Refused("\n".join(filter(None, (heading, error.message)))) from error


def configured() -> "Settings":
    """Return the settings. A wrong one ends with status 2 and its message."""
    from pydantic import ValidationError

    from app.settings import get_settings

    try:
        return get_settings()
    except ValidationError as error:
        raise Refused("\n".join(map(_setting_problem, error.errors()))) from error


@contextmanager
def database() -> Iterator[tuple["Engine", "Settings"]]:
    """Open the configured database. A wrong setting or an unknown schema ends with status 2 and its message."""
    settings = configured()

    from app.db.engine import make_engine
    from app.db.migrations import NewerSchemaError

    engine = make_engine(settings.database)
    try:
        yield engine, settings
    except NewerSchemaError as error:
        raise Refused(str(error)) from error
    finally:
        engine.dispose()


def say(text: str) -> None:
    """Print ``text``, with ? for what this terminal has no character for."""
    encoding = sys.stdout.encoding
    click.echo(text.encode(encoding, "replace").decode(encoding))


def _setting_problem(item: "ErrorDetails") -> str:
    message = item["msg"].removeprefix("Value error, ")
    return f"KAM_{str(item['loc'][0]).upper()}: {message}" if item["loc"] else message
