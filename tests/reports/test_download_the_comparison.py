"""Every figure of the cycles that are compared, as a file."""

import csv
import io

from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.accounts.units import rename_unit
from tests.conftest import Scribe, SignIn
from tests.reports.cycles_of_a_unit import draft, final, unit_of
from tests.reports.test_record_who_took_a_file import taken


def figures(client: TestClient, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def one(rows: list[dict[str, str]], **wanted: str) -> dict[str, str]:
    [found] = [row for row in rows if wanted.items() <= row.items()]
    return found


def test_it_holds_every_figure_of_every_cycle(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2024)
    final(scribe, 2025, A="33333")
    final(scribe, 2026, A="11133", B="01111")
    rows = figures(client, f"/units/{unit_of(scribe, first)}/compare.csv")
    assert len(rows) == 3 * (1 + 9 + 5 + 45)
    assert one(rows, cycle="2026", level="overall") == {
        "unit": "Coatings",
        "cycle": "2026",
        "held_on": "2026-05-01",
        "status": "final",
        "checklist": "kam-2009 (en)",
        "level": "overall",
        "element": "",
        "group": "",
        "name": "Overall",
        "score": "48",
        "maximum": "135",
        "scored_cells": "45",
        "cells": "45",
        "band": "Ready for KAM",
        "since_first": "3",
        "since_first_cells": "45",
        "since_previous": "-7",
        "since_previous_cells": "45",
    }
    element = one(rows, cycle="2026", level="element", element="A")
    assert (element["name"], element["score"], element["since_first"], element["since_previous"]) == (
        "Strategy",
        "9",
        "4",
        "-6",
    )
    group = one(rows, cycle="2026", level="group", group="key_account_manager")
    assert (group["score"], group["maximum"], group["since_first"]) == ("8", "27", "-1")
    cell = one(rows, cycle="2026", level="cell", element="B", group="key_account_manager")
    assert (cell["name"], cell["score"], cell["since_first"]) == ("Structure / Key account manager", "0", "-1")
    assert one(rows, cycle="2024", level="overall")["since_first"] == ""


def test_what_cannot_be_compared_is_left_empty(client: TestClient, scribe: Scribe) -> None:
    first, last = final(scribe, 2025), draft(scribe, 2026, out_of_scope=("E",), A="3----")
    rows = figures(client, f"/units/{unit_of(scribe, first)}/compare.csv?cycle={first}&cycle={last}")
    overall = one(rows, cycle="2026", level="overall")
    assert (overall["status"], overall["band"], overall["since_first"], overall["since_first_cells"]) == (
        "provisional",
        "",
        "2",
        "36",
    )
    assert not [row for row in rows if row["cycle"] == "2026" and row["element"] == "E"]
    cell = one(rows, cycle="2026", level="cell", element="A", group="kam_unit")
    assert (cell["score"], cell["scored_cells"], cell["since_first"]) == ("", "0", "")


def test_cycles_that_share_nothing_have_no_change(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    empty = scribe.start("Empty", unit="Coatings")
    rows = figures(client, f"/units/{unit_of(scribe, first)}/compare.csv?cycle={first}&cycle={empty}")
    overall = one(rows, cycle="Empty", level="overall")
    assert (overall["score"], overall["since_first"], overall["since_first_cells"]) == ("", "", "")


def test_text_is_guarded_and_negative_numbers_are_numbers(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026, A="01111")
    unit_id = unit_of(scribe, first)
    rename_unit(scribe.session, scribe.director, unit_id, "=1+1")
    scribe.session.commit()
    text = client.get(f"/units/{unit_id}/compare.csv").text
    assert "\r\n'=1+1,2026," in text
    assert ",-1,45,-1,45\r\n" in text


def test_it_is_named_after_the_unit_and_recorded(
    client: TestClient, session: Session, scribe: Scribe, sign_in: SignIn, steering: Member
) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    final(scribe, 2026)
    sign_in(steering)
    response = client.get(f"/units/{unit_id}/compare.csv")
    assert 'filename="Coatings - cycles compared - KAM Maturity.csv"' in response.headers["content-disposition"]
    assert taken(session) == [("Stella Steering", f"compare.csv: Coatings (unit {unit_id}), 2025 and 2026")]


def test_who_may_not_have_it_took_nothing(
    client: TestClient, session: Session, scribe: Scribe, sign_in: SignIn, stranger: Member
) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    sign_in(stranger)
    assert client.get(f"/units/{unit_id}/compare.csv").status_code == 404
    assert taken(session) == []


def test_looking_at_the_page_is_not_recorded(client: TestClient, session: Session, scribe: Scribe) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    final(scribe, 2026)
    assert client.get(f"/units/{unit_id}/compare").status_code == 200
    assert taken(session) == []
