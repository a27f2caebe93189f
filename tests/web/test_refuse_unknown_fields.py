"""A form is taken with the fields that it has, each of them once, or not at all."""

from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.access_table import VISITS
from tests.addresses import addresses
from tests.conftest import Scribe
from tests.crawl import forms
from tests.databases import contents

# It goes through everything; what each page does is measured where that page is tested.
pytestmark = pytest.mark.no_cover

FORM = {"content-type": "application/x-www-form-urlencoded"}
# What a form may hold several times: the boxes that were ticked.
MANY = {"elements", "places", "out_of_scope"}


@pytest.mark.parametrize("headers", [FORM, FORM | {"hx-request": "true"}], ids=["page", "fragment"])
def test_no_route_takes_a_field_that_it_does_not_know(
    app: FastAPI, client: TestClient, scribe: Scribe, engine: Engine, headers: dict[str, str]
) -> None:
    scribe.final("An earlier one")
    ids = {"cycle_id": scribe.complete(), "letter": "A", "group": "kam_unit"}
    for address in addresses(app):
        if address.is_safe:
            continue
        before = contents(engine)
        known = VISITS[address.key].form if address.key in VISITS else {}
        path = address.path.format_map(Filled(ids))
        for unknown in ("surprise", "is_administrator", "organisation_id", "__proto__", ""):
            response = client.post(path, content=urlencode({**known, unknown: "1"}), headers=headers)
            assert response.status_code in {400, 404, 422}, (address.key, unknown)
        assert contents(engine) == before, address.key


class Filled(dict[str, object]):
    """What the parameters of an address are filled with."""

    def __missing__(self, name: str) -> object:
        return 1


def test_no_form_takes_a_field_twice(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    scribe.complete()
    found = forms(client)
    assert len(found) >= 5
    for form in found:
        before = contents(engine)
        fields = dict(form.fields)
        for name in fields.keys() - MANY:
            body = urlencode([*fields.items(), (name, fields[name])])
            response = client.post(form.action, content=body, headers=FORM)
            assert response.status_code in {400, 422}, (form.action, name)
        assert contents(engine) == before, form.action
