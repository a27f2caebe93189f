"""``kam user link``: so that switching local sign-in off locks nobody out."""

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from app.accounts.audit import EVENTS
from app.accounts.identities import Introduction, admit
from app.accounts.models import Identity
from tests.accounts.conftest import Kam
from tests.accounts.trail import acts
from tests.conftest import Cast
from tests.databases import contents

ISSUER = "https://login.example.com/realm"


def introduced(subject: str, email: str = "") -> Introduction:
    return Introduction(ISSUER, subject, "Somebody", email, frozenset())


@pytest.fixture(autouse=True)
def _provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("KAM_OIDC_CLIENT_ID", "kam")


def test_it_lets_an_administrator_in(kam: Kam, cast: Cast, session: Session, engine: Engine) -> None:
    result = kam("user", "link", "Ada@Example.com", "248289761001")
    assert result.output == f"ada@example.com comes in as 248289761001 of {ISSUER}\n"
    assert result.exit_code == 0
    assert admit(session, introduced("248289761001"), ()).id == cast.administrator.person_id
    session.rollback()
    assert acts(engine) == [("Command line", "identity.linked", "ada@example.com")]


def test_it_takes_another_provider(kam: Kam, cast: Cast, session: Session) -> None:
    assert kam("user", "link", "ada@example.com", "1", "--issuer", "https://other.example").exit_code == 0
    assert session.get_one(Identity, ("https://other.example", "1")).person_id == cast.administrator.person_id


def test_another_identity_takes_the_place_of_the_one_before(
    kam: Kam, cast: Cast, session: Session, engine: Engine
) -> None:
    kam("user", "link", "ada@example.com", "mistyped")
    assert kam("user", "link", "ada@example.com", "right").exit_code == 0
    assert session.scalars(select(col(Identity.subject))).all() == ["right"]
    session.rollback()
    with engine.connect() as connection:
        before, after = connection.execute(select(EVENTS.c.before, EVENTS.c.after).order_by(EVENTS.c.id)).all()[-1]
    assert "mistyped" in before
    assert "right" in after


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nobody@example.com", "1"], "There is nobody with the address nobody@example.com"),
        (["ada@example.com", ""], "A subject has 1 to 255 characters"),
        (["ada@example.com", "x" * 256], "A subject has 1 to 255 characters"),
        (["ada@example.com", "a\nb"], "A subject has 1 to 255 characters"),
        (["ada@example.com", "taken"], "This identity is linked to Dana Director already."),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    kam: Kam, cast: Cast, session: Session, engine: Engine, arguments: list[str], problem: str
) -> None:
    session.add(Identity(issuer=ISSUER, subject="taken", person_id=cast.director.person_id))
    session.commit()
    before = contents(engine)
    result = kam("user", "link", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr
    assert contents(engine) == before
    assert acts(engine) == []


def test_without_a_provider_there_is_nothing_to_link_to(kam: Kam, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAM_OIDC_ISSUER")
    monkeypatch.delenv("KAM_OIDC_CLIENT_ID")
    result = kam("user", "link", "ada@example.com", "1")
    assert result.exit_code == 2
    assert "There is no provider" in result.stderr
