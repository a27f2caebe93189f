"""Whatever is asked for, of any route, by anybody: never a failure of ours."""

import re
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.addresses import addresses
from tests.conftest import Scribe, browser_of, visitor

# Drawing these takes long, and is tried where they are drawn.
DRAWN = (".svg", ".pdf")
ATTACK = settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck), deadline=None)
ODD = st.sampled_from(
    ["0", "-1", "9" * 30, "2147483648", "9223372036854775808", "%00", "٣", "%2e%2e", "A" * 3000, "%FF"]
)

# It goes through everything; what each page does is measured where that page is tested.
pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("who", ["Dana Director", ""], ids=["director", "anonymous"])
def test_any_request(app: FastAPI, scribe: Scribe, who: str) -> None:
    cycle_id = scribe.complete()
    client = browser_of(app, who) if who else visitor(app)
    schema = schemathesis.openapi.from_dict(app.openapi())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == len(addresses(app))
    wanted = [operation for operation in operations if not operation.path.endswith(DRAWN)]

    @ATTACK
    @given(data=st.data())
    def attack(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from(wanted)).as_strategy())
        path = _path(data, case, cycle_id)
        query = case.query or data.draw(
            st.dictionaries(st.sampled_from(["next", "organisation", "x"]), st.text(), max_size=2)
        )
        response = client.request(case.method, path, params=query, headers=case.headers)
        assert response.status_code < 500, path

    attack()


def _path(data: st.DataObject, case: Any, cycle_id: int) -> str:
    """Fill the parameters: as the schema has them, with what is there, or with something odd."""
    filled = case.path
    for name, value in (case.path_parameters or {}).items():
        there = str(cycle_id) if name == "cycle_id" else {"letter": "A", "group": "kam_unit"}.get(name, "1")
        drawn = data.draw(st.one_of(st.just(there), st.just(quote(str(value), safe="")), ODD))
        filled = filled.replace(f"{{{name}}}", drawn)
    return str(filled)


@pytest.mark.parametrize("who", ["Dana Director", "Ada Administrator"])
@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "0", "-1"])
def test_a_number_that_no_id_can_be(app: FastAPI, scribe: Scribe, who: str, number: str) -> None:
    scribe.complete()
    client = browser_of(app, who)
    for address in addresses(app):
        for name in re.findall(r"{(\w+_id)}", address.path):
            path = re.sub(r"{\w+_id}", "1", address.path.replace(f"{{{name}}}", number))
            assert client.request(address.method, path).status_code < 500, path
