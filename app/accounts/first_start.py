"""What a server does at its start while nobody can sign in as administrator."""

from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit, links, passwords, set_up
from app.accounts.models import Purpose
from app.accounts.set_up import Chosen
from app.db.engine import reading, writing
from app.errors import AppError, InvalidInputError
from app.settings import Settings

VARIABLES = {
    "organisation": "KAM_ORGANISATION",
    "name": "KAM_ADMIN_NAME",
    "email": "KAM_ADMIN_EMAIL",
    "password": "KAM_ADMIN_PASSWORD_FILE",
}


def prepare(engine: Engine, settings: Settings) -> str:
    """Set the installation up from its settings, or return the link by which a person does; "" when nobody need.

    InvalidInputError names the variable that can't be used.
    """
    with reading(engine) as session:
        if set_up.is_done(session):
            return ""
    if settings.admin_email or settings.admin_password_file:
        _set_up(engine, settings)
        return ""
    with writing(engine) as session:
        link = make_link(session, settings, audit.SYSTEM)
        session.commit()
    return link


def make_link(session: Session, settings: Settings, actor: audit.Actor) -> str:
    """Return a fresh link to set this installation up. ConflictError when it is."""
    token = set_up.start(session)
    audit.record(session, actor, "set-up.link-made", "")
    return links.address(settings.base, Purpose.SET_UP, token)


def _set_up(engine: Engine, settings: Settings) -> None:
    with reading(engine) as session:
        chosen = _chosen(session, settings)
    try:
        chosen = set_up.checked(chosen)
    except InvalidInputError as error:
        problems = [f"{VARIABLES[field]}: {problem}" for field, problem in error.fields.items()]
        raise InvalidInputError("\n".join(problems)) from error
    password_hash = passwords.hash_password(chosen.password)
    with writing(engine) as session:
        try:
            set_up.finish(session, chosen, password_hash)
            session.commit()
        except AppError:
            session.rollback()
            if not set_up.is_done(session):  # else another process was first
                raise


def _chosen(session: Session, settings: Settings) -> Chosen:
    """Return what the settings say. An organisation that is taken over keeps its name unless they tell another."""
    organisation, director = settings.organisation, set_up.local_director(session)
    if director and "organisation" not in settings.model_fields_set:
        organisation = director.organisation
    return Chosen(organisation, settings.admin_name, settings.admin_email, _password(settings.admin_password_file))


def _password(file: Path | None) -> str:
    if file is None:
        raise InvalidInputError("KAM_ADMIN_PASSWORD_FILE: name the file that holds the password of KAM_ADMIN_EMAIL.")
    try:
        return file.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise InvalidInputError(f"KAM_ADMIN_PASSWORD_FILE: {file} can’t be read: {reason}.") from error
