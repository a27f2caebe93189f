"""Whatever people enter is shown as the text that it is, on every page and in every message."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, Table, Text, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import AutoString
from starlette.testclient import TestClient

from app.tables import metadata
from tests.addresses import addresses
from tests.agreements import CELL, agreement, hold
from tests.conftest import Scribe, browser_of, visitor
from tests.crawl import forms, pages
from tests.hostile import HOSTILE, harm
from tests.plans.meetings import form_for
from tests.plans.planner import plan
from tests.workshops.rooms import Host

# Nobody enters these: the application writes them, and finds its way by them.
OWN = re.compile(
    r"_hash$|sha256$|_client$|^assessments\.(checklist_|out_of_scope)|^workshop_records\.elements$"
    r"|^(answers|actions|agreements|targets|workshop_cells|participations|ballots|tallies)\.(element|group_key)$"
    r"|^workshops\.(elements?|code|nonce)$|^ballots\.(mark|client)$|^tallies\.seen_by$"
    r"|^organisations\.accent$|^provider_visits\.|^throttles\.|^second_factors\.|^audit_"
)

# It goes through everything; what each page does is measured where that page is tested.
pytestmark = pytest.mark.no_cover


def spoil(engine: Engine) -> set[str]:
    """Put hostile text into every column that people fill, and return their names."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, AutoString | Text) and not OWN.search(f"{table.name}.{column.name}")
        if _spoil(engine, table, column.name)
    }


def _spoil(engine: Engine, table: Table, name: str) -> bool:
    key, done = next(iter(table.primary_key)), False
    longest: int | None = getattr(table.c[name].type, "length", None)
    with engine.begin() as connection:
        for number in connection.scalars(select(key).where(table.c[name].is_not(None))).all():
            try:
                with connection.begin_nested():
                    hostile = f"{number}{HOSTILE}"[:longest]
                    connection.execute(update(table).where(key == number).values({name: hostile}))
                    done = True
            except DBAPIError:  # what is final, the database itself keeps as it is
                continue
    return done


def meet(client: TestClient) -> None:
    """Record a review of the first cycle, which is final, and comment on it."""
    assert client.post("/reviews", data=form_for(1)).status_code == 303
    assert client.post("/cycles/1/comments", data={"text": "Said."}).status_code == 303


def test_what_is_stored(app: FastAPI, client: TestClient, scribe: Scribe, host: Host, engine: Engine) -> None:
    scribe.final(HOSTILE[:80])
    cycle_id = scribe.complete(out_of_scope=("E",), reason="Why.")
    note = {"note": HOSTILE, "version": "0"}
    assert client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data=note).status_code == 200
    hold(scribe, cycle_id, {CELL: agreement(rationale=HOSTILE, dissent=HOSTILE)})
    plan(scribe.session, scribe.director, owner_id=None, owner_name="Ana")
    meet(client)
    assert client.post("/cycles/4711", data={}).status_code == 405
    client.get("/cycles/4711")
    scribe.copy()
    host.busy(cycle_id)
    spoilt = spoil(engine)
    assert spoilt >= {"organisations.name", "people.name", "units.name", "assessments.title", "actions.title"}
    assert spoilt >= {"reviews.attended", "reviews.decided", "reviews.questions", "comments.text"}
    assert spoilt >= {"answers.note", "answers.carried_note"}
    assert spoilt >= {"participations.name", "workshop_cells.rationale", "workshop_cells.dissent"}
    assert spoilt >= {"agreements.rationale", "agreements.dissent", "workshop_records.rule"}
    for name in ("Dana Director", "Stella Steering", "Ada Administrator"):
        found = pages(browser_of(app, name))
        assert any("window.hacked" in page for page in found.values())
        for path, page in found.items():
            assert harm(page) == [], (name, path)


def test_what_is_typed_into_any_form(client: TestClient, scribe: Scribe, host: Host) -> None:
    scribe.final("An earlier one")
    host.busy(scribe.complete())
    plan(scribe.session, scribe.director)
    meet(client)
    found = forms(client)
    actions = {form.action for form in found}
    assert actions >= {"/reviews", "/reviews/1/edit", "/cycles/1/comments", "/workshops/1/agree"}
    for form in found:
        for name in form.kinds:
            sent = dict(form.fields) | {name: HOSTILE}
            response = client.post(form.action, data=sent, follow_redirects=True)
            assert response.status_code < 500, (form.action, name)
            assert harm(response.text) == [], (form.action, name)


@pytest.mark.parametrize("parameter", ["next", "organisation", "state", "code", "error", "from", "to"])
def test_what_an_address_says(app: FastAPI, client: TestClient, scribe: Scribe, parameter: str) -> None:
    ids = {"cycle_id": scribe.start(), "letter": "A", "group": "kam_unit", "kind": "profile"}
    for address in addresses(app):
        if address.method == "GET" and not address.path.endswith((".svg", ".pdf")):
            path = address.path.format_map(_Filled(ids))
            for browser in (client, visitor(app)):
                assert harm(browser.get(path, params={parameter: HOSTILE}).text) == [], path


class _Filled(dict[str, object]):
    def __missing__(self, name: str) -> object:
        return HOSTILE


@pytest.mark.parametrize("name", ["user-agent", "referer", "accept-language", "hx-current-url", "hx-target", "cookie"])
def test_what_a_browser_says_of_itself(app: FastAPI, client: TestClient, scribe: Scribe, name: str) -> None:
    value = f"theme={HOSTILE}" if name == "cookie" else HOSTILE
    for browser in (client, visitor(app)):
        for path in ("/", "/sign-in", "/nowhere", "/cycles/x"):
            assert harm(browser.get(path, headers={name: value}).text) == []


def test_an_address_that_is_not_there(client: TestClient, scribe: Scribe) -> None:
    assert harm(client.get(f"/nowhere/{HOSTILE}").text) == []


@pytest.mark.parametrize(
    "page",
    [
        "<img src=x onerror=f()>",
        "<p onclick='f()'>x</p>",
        "<script>f()</script>",
        "<a href=' javascript:f()'>x</a>",
        "<p style='color:red'>x</p>",
        "60481729",
        "<iframe></iframe>",
    ],
)
def test_it_would_see_harm(page: str) -> None:
    assert harm(page) != []
