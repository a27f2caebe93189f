"""What a director sets of the organisation as a whole: name, accent colour, second factor, how long drafts are kept."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts.colours import accent_problem
from app.accounts.models import Organisation, SecondFactor
from app.accounts.service import NAME_MAX, Member
from app.db.text import line_of_text
from app.errors import InvalidInputError

RETENTIONS = (0, 6, 12, 24, 36)  # months


@dataclass(frozen=True, slots=True)
class Choices:
    """What a director sets. ``accent`` is such as #0b5d73, empty for the product's own."""

    name: str
    accent: str
    second_factor_required: bool
    retention_months: int


def lock_organisation(session: Session, member: Member) -> Organisation:
    """Return the member's organisation, which nobody else can lock before this is committed.

    Whatever must hold for all its members or all its units together is decided under this lock.
    """
    found = select(Organisation).where(col(Organisation.id) == member.organisation_id)
    # key_share: rows that point at the organisation, the audit trail's among them, can still be added meanwhile.
    locked = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(locked).one()


def get_choices(session: Session, member: Member) -> Choices:
    """Return what is set."""
    member.must_manage()
    return _choices(session.get_one(Organisation, member.organisation_id))


def has_second_factor(session: Session, member: Member) -> bool:
    """Whether the member has proved a second factor."""
    factor = session.get(SecondFactor, member.person_id)
    return factor is not None and factor.confirmed_at is not None


def change(session: Session, member: Member, choices: Choices) -> None:
    """Set what the director chose. InvalidInputError names each field that can't be used; nothing is saved then."""
    member.must_manage()
    row = lock_organisation(session, member)
    before = _choices(row)
    choices = replace(choices, name=line_of_text(choices.name), accent=choices.accent.strip().lower())
    if wrong := _problems(session, member, choices, before):
        raise InvalidInputError("Some settings can’t be used yet.", wrong)
    was, is_now = asdict(before), asdict(choices)
    changed = [name for name, value in is_now.items() if value != was[name]]
    for name in changed:
        setattr(row, name, is_now[name])
    session.flush()
    if changed:
        old, new = ({name: values[name] for name in changed} for values in (was, is_now))
        audit.record(session, audit.Actor.of(member), "organisation.changed", choices.name, old, new)


def _choices(row: Organisation) -> Choices:
    return Choices(row.name, row.accent, row.second_factor_required, row.retention_months)


def _problems(session: Session, member: Member, choices: Choices, before: Choices) -> dict[str, str]:
    asks_anew = choices.second_factor_required and not before.second_factor_required
    found = {
        "name": _name_problem(choices.name),
        "accent": accent_problem(choices.accent) if choices.accent else "",
        "second_factor_required": _second_factor_problem(session, member) if asks_anew else "",
        "retention_months": "" if choices.retention_months in RETENTIONS else "Choose one of the times in the list.",
    }
    return {name: problem for name, problem in found.items() if problem}


def _name_problem(name: str) -> str:
    if not name:
        return "Enter the name of the organisation."
    if len(name) > NAME_MAX:
        return f"Use at most {NAME_MAX} characters; this has {len(name)}."
    return ""


def _second_factor_problem(session: Session, member: Member) -> str:
    if has_second_factor(session, member):
        return ""
    return "Add a second factor to your own profile first: you would be the first one who can’t get in."
