"""Whatever is sent in place of a form: a calm answer, and nothing half done."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.models import SignInRow
from app.accounts.tokens import hash_of
from tests.conftest import Cast, Scribe, token_of
from tests.crawl import Form, forms
from tests.databases import contents
from tests.hostile import HOSTILE
from tests.plans.meetings import record
from tests.plans.planner import plan
from tests.workshops.rooms import Host

# It goes through everything; what each page does is measured where that page is tested.
pytestmark = pytest.mark.no_cover

ODD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "0",
    "-1",
    "1e9",
    "NaN",
    "9" * 30,
    "9" * 5000,
    "٣",
    "½",
    "true",
    "null",
    "[]",
    "\r\n\r\n",
    "\u202egnp.exe",
    "\ufeff",
    "e\u0301" * 200,
    "👩‍👩‍👧‍👦",
    "2026-02-30",
    "0001-01-01",
    "//attacker.example",
    "../../etc/passwd",
    "' OR 1=1 --",
    "x" * 10_000,
    HOSTILE,
]
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=40))
HEADERS = st.sampled_from([{}, {"hx-request": "true"}])
BROKEN = st.sampled_from(["", "%FF=%C0%80", "=&=&&=", "a" * 300, "%", "note=%ED%A0%80", '{"title": "x"}'])
KINDS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json",
        "text/plain",
        "",
    ]
)
ATTACK = settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck), deadline=None)


@st.composite
def bodies(draw: st.DrawFn, form: Form) -> str:
    """Draw what is sent in place of a form: some values changed, some fields missing, twice or unknown."""
    fields = [pair for pair in form.fields if draw(st.integers(0, 9)) > 0]
    changed = [(name, draw(VALUES) if draw(st.booleans()) else value) for name, value in fields]
    added = draw(st.lists(st.tuples(st.one_of(st.sampled_from([*dict(form.fields), "x"]), VALUES), VALUES), max_size=2))
    return urlencode([*changed, *(added if draw(st.booleans()) else [])], quote_via=quote, errors="replace")


def stay_signed_in(session: Session, cast: Cast) -> None:
    """Sign the director in again when a form of the test has ended that."""
    token = hash_of(token_of(cast.director.person))
    if session.scalars(select(SignInRow).where(SignInRow.token_hash == token)).first() is None:
        session.add(SignInRow(token_hash=token, person_id=cast.director.person_id))
    session.commit()


def test_any_form(client: TestClient, scribe: Scribe, host: Host, cast: Cast, engine: Engine) -> None:
    host.busy(scribe.complete())
    plan(scribe.session, scribe.director)
    record(scribe.session, scribe.director, scribe.final("An earlier one"))
    scribe.copy()
    found = forms(client)

    @ATTACK
    @given(data=st.data())
    def attack(data: st.DataObject) -> None:
        stay_signed_in(scribe.session, cast)
        form = data.draw(st.sampled_from(found))
        body, kind = data.draw(st.one_of(st.tuples(bodies(form), st.just(None)), st.tuples(BROKEN, KINDS)))
        before = contents(engine)
        headers = {"content-type": kind or "application/x-www-form-urlencoded"} | data.draw(HEADERS)
        response = client.post(form.action, content=body, headers=headers)
        assert response.status_code < 500, (form.action, body)
        if response.status_code >= 400:
            assert contents(engine) == before, (form.action, body)

    attack()


def test_what_no_database_takes(client: TestClient, scribe: Scribe, host: Host, cast: Cast, engine: Engine) -> None:
    host.busy(scribe.complete())
    plan(scribe.session, scribe.director)
    record(scribe.session, scribe.director, scribe.final("An earlier one"))
    for form in forms(client):
        for name in form.kinds:
            for odd in ("a\x00b", "9" * 30):
                stay_signed_in(scribe.session, cast)
                before = contents(engine)
                response = client.post(form.action, data=dict(form.fields) | {name: odd})
                assert response.status_code < 500, (form.action, name, odd)
                assert response.status_code < 400 or contents(engine) == before, (form.action, name, odd)
