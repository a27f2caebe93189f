"""``kam set-up``, ``kam user`` and ``kam org``: the way in for who looks after the machine.

They work whether or not the server runs, and no password is ever given on the command line.
"""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that the others start at once

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.db.command import Refused, database, refusing, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.settings import Settings

_ID = click.IntRange(1, 2**31 - 1)
ROLES = ("director", "contributor", "steering")


@contextmanager
def _acting() -> Iterator[tuple["Session", "Settings"]]:
    """Open the database to write in it, and commit at the end. An expected failure ends with status 2."""
    from app.db.engine import writing
    from app.db.migrations import migrate
    from app.errors import InvalidInputError

    with database() as (engine, settings), refusing():
        migrate(engine)
        try:
            with writing(engine) as session:
                yield session, settings
                session.commit()
        except InvalidInputError as error:
            raise Refused("\n".join(error.fields.values()) or error.message) from error


@click.command("set-up")
def set_up() -> None:
    """Print a link to set this installation up. It works once, for an hour; older ones no longer do."""
    from app.accounts.audit import COMMAND_LINE
    from app.accounts.first_start import make_link

    with _acting() as (session, settings):
        link = make_link(session, settings, COMMAND_LINE)
    say(link)


@click.group()
def user() -> None:
    """Let people in, or in again."""


@user.command("create")
@click.argument("email")
@click.option("--name", default="", metavar="NAME", help="What they are called.  [default: from the address]")
@click.option("--administrator", is_flag=True, help="They look after the installation.")
@click.option("--organisation", type=_ID, metavar="ID", help='They belong to this organisation, see "kam org list".')
@click.option("--role", type=click.Choice(ROLES), help="What they may do there.")
def create_user(*, email: str, name: str, administrator: bool, organisation: int | None, role: str | None) -> None:
    """Create the person with the address EMAIL, or give one who is there a further role.

    Prints a link by which they choose a password. It works once, for an hour.
    """
    from app.accounts import installation, people
    from app.accounts.audit import COMMAND_LINE
    from app.accounts.models import Role

    if (organisation is None) != (role is None):
        raise Refused("Give --organisation and --role together.")
    with _acting() as (session, settings):
        person = people.find(session, email)
        if person and not administrator and organisation is None:
            raise Refused(f"{person.email} is here already. To let them in again, run: kam user reset {person.email}")
        person_id = person.id if person else installation.add_person(session, COMMAND_LINE, email, name)
        assert person_id is not None
        if administrator:
            installation.change_administrator(session, COMMAND_LINE, person_id, becomes=True)
        if organisation is not None and role is not None:
            installation.add_member(session, COMMAND_LINE, person_id, organisation, Role(role))
        link = _reset_link(session, settings, person_id)
    say(link)


@user.command("reset")
@click.argument("email")
@click.option("--second-factor", is_flag=True, help="Remove the second factor too.")
def reset_user(*, email: str, second_factor: bool) -> None:
    """Print a link by which the person with the address EMAIL chooses a new password. It works once, for an hour."""
    from app.accounts import installation
    from app.accounts.audit import COMMAND_LINE

    with _acting() as (session, settings):
        person_id = _person(session, email)
        if second_factor:
            installation.remove_second_factor(session, COMMAND_LINE, person_id)
        link = _reset_link(session, settings, person_id)
    say(link)


@user.command("sign-out")
@click.argument("email")
def sign_out_user(*, email: str) -> None:
    """End every sign-in of the person with the address EMAIL, and print how many there were."""
    from app.accounts import installation
    from app.accounts.audit import COMMAND_LINE

    with _acting() as (session, _):
        ended = installation.sign_out(session, COMMAND_LINE, _person(session, email))
    say(f"{ended} {'sign-in' if ended == 1 else 'sign-ins'} ended")


@user.command("link")
@click.argument("email")
@click.argument("subject")
@click.option("--issuer", default="", metavar="URL", help="The provider.  [default: KAM_OIDC_ISSUER]")
def link_user(*, email: str, subject: str, issuer: str) -> None:
    """Let the person with the address EMAIL in as whom the single sign-on provider knows as SUBJECT.

    Subject is what the provider calls "sub". Another one that they had at this provider lets them in no longer.
    """
    from app.accounts import identities, people
    from app.accounts.audit import COMMAND_LINE

    with _acting() as (session, settings):
        provider = issuer or settings.oidc_issuer
        if not provider:
            raise Refused("There is no provider: set KAM_OIDC_ISSUER, or give --issuer.")
        person = people.get(session, _person(session, email))
        identities.link(session, COMMAND_LINE, person, provider, subject)
    say(f"{person.email} comes in as {subject} of {provider}")


@user.command("list")
def list_users() -> None:
    """List everybody: address, name, roles."""
    from app.accounts.installation import everybody

    with _acting() as (session, _):
        lines = [
            (line.email or "-", line.name, _roles(line.belongs_to, administrator=line.is_administrator))
            for line in everybody(session)
        ]
    _table(lines)


@click.group()
def org() -> None:
    """Create and list organisations."""


@org.command("create")
@click.argument("name")
def create_org(*, name: str) -> None:
    """Create the organisation NAME, and print its number."""
    from app.accounts import installation
    from app.accounts.audit import COMMAND_LINE

    with _acting() as (session, _):
        organisation_id = installation.add_organisation(session, COMMAND_LINE, name)
    say(f"Organisation {organisation_id}. Next: kam user create EMAIL --organisation {organisation_id} --role director")


@org.command("list")
def list_orgs() -> None:
    """List the organisations: number, name, how many belong to them."""
    from app.accounts.installation import organisations

    with _acting() as (session, _):
        lines = [
            (str(line.id), line.name, f"{line.members} {'member' if line.members == 1 else 'members'}")
            for line in organisations(session)
        ]
    _table(lines)


def _person(session: "Session", email: str) -> int:
    from app.accounts import people

    person = people.find(session, email)
    if person is None or person.id is None:
        raise Refused(f"There is nobody with the address {email}. See: kam user list")
    return person.id


def _reset_link(session: "Session", settings: "Settings", person_id: int) -> str:
    from app.accounts import installation, links
    from app.accounts.audit import COMMAND_LINE
    from app.accounts.models import Purpose

    token = installation.make_reset_link(session, COMMAND_LINE, person_id)
    return links.address(settings.base, Purpose.RESET, token)


def _roles(belongs_to: tuple[tuple[str, str], ...], *, administrator: bool) -> str:
    roles = ["administrator"] * administrator + [f"{role} of {name}" for name, role in belongs_to]
    return ", ".join(roles) or "-"


def _table(lines: list[tuple[str, str, str]]) -> None:
    widths = [max((len(line[column]) for line in lines), default=0) for column in range(2)]
    for first, second, third in lines:
        say(f"{first:<{widths[0]}}  {second:<{widths[1]}}  {third}")
