"""The units of an organisation side by side, as of a day."""

from collections.abc import Mapping
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.models import Membership, Role
from app.assessments import service
from tests.conftest import Cast, Scribe, SignIn, visitor
from tests.databases import contents
from tests.many_units import seed_units
from tests.pages import fields, words
from tests.reports.examples import EXAMPLE, scores
from tests.reports.reading import one_line, rows, section

LEVEL = dict.fromkeys("ABCDEFGHI", "11111")
ADDRESS = "/compare/units"
DAY = {"on": "2026-12-01"}


def final(
    scribe: Scribe,
    unit: str,
    by_element: Mapping[str, str],
    *,
    title: str = "2026 H2",
    held_on: date = date(2026, 11, 12),
) -> int:
    """Finish a cycle of a unit; an element that has no scores is out of scope."""
    left_out = tuple(letter for letter in "ABCDEFGHI" if letter not in by_element)
    cycle_id = scribe.start(
        title, unit=unit, held_on=held_on, out_of_scope=left_out, reason="One country." * len(left_out)
    )
    scribe.score(cycle_id, scores(by_element))
    service.finish(scribe.session, scribe.director, cycle_id)
    scribe.session.commit()
    return cycle_id


def page(client: TestClient, **asked: str) -> str:
    response = client.get(ADDRESS, params=DAY | asked)
    assert response.status_code == 200
    return response.text


def test_it_says_first_how_far_the_units_lie_apart(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", EXAMPLE)
    final(scribe, "South", LEVEL)
    shown = words(page(client))
    assert "2 units, overall 45 to 71 of 135. Widest difference: Data, 5 to 10." in shown
    assert "As of 1 December 2026: the latest final cycle of each unit that was held by then." in shown
    assert "Scopes differ" not in shown
    assert "not a ranking" in shown


def test_it_names_all_elements_that_differ_most(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL | {"A": "33311", "C": "33311"})
    final(scribe, "South", LEVEL)
    assert "Widest difference: 6 points, in Strategy and Leadership." in words(page(client))


def test_it_shows_each_unit_with_its_cycle_band_and_change(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL, title="2025 H2", held_on=date(2025, 11, 12))
    latest = final(scribe, "North", EXAMPLE)
    final(scribe, "South", EXAMPLE, title="2025 H1", held_on=date(2025, 5, 12))
    final(scribe, "South", LEVEL)
    final(scribe, "West", LEVEL, title="2025 H1", held_on=date(2025, 5, 12))
    final(scribe, "West", LEVEL)
    overall = section(page(client), "overall")
    assert rows(overall) == [
        ["Unit and cycle", "Overall and band", "Change"],
        ["North 2026 H2 , 12 November 2026", "71 of 135 In transition", "+26 higher since 12 November 2025"],
        ["South 2026 H2 , 12 November 2026", "45 of 135 Ready for KAM", "−26 lower since 12 May 2025"],
        ["West 2026 H2 , 12 November 2026", "45 of 135 Ready for KAM", "0 the same since 12 May 2025"],
    ]
    assert f'<a href="/cycles/{latest}/results">2026 H2</a>' in overall
    assert overall.count("band--mini") == 3


def test_it_tells_no_change_between_two_scopes_or_of_a_first_cycle(client: TestClient, scribe: Scribe) -> None:
    without_e = {letter: row for letter, row in LEVEL.items() if letter != "E"}
    final(scribe, "North", LEVEL, title="2025 H2", held_on=date(2025, 11, 12))
    final(scribe, "North", without_e)
    final(scribe, "South", LEVEL)
    assert [row[-1] for row in rows(section(page(client), "overall"))][1:] == [
        "Not comparable with 45 of 135 on 12 November 2025",
        "First final cycle",
    ]


def test_it_compares_scopes_by_exact_proportion_and_says_so(client: TestClient, scribe: Scribe) -> None:
    without_e = dict.fromkeys("ABCDFGHI", "11111") | {"A": "11112"}
    final(scribe, "North", without_e)
    final(scribe, "South", LEVEL)
    shown = page(client, rank="yes")
    assert "2 units, overall 45 of 135 to 41 of 120." in words(shown)
    assert "compared by exact proportion" in words(shown)
    assert [row[0] for row in rows(section(shown, "overall"))] == ["Place", "1", "2"]
    assert "41 of 120 Ready for KAM E out of scope" in words(shown)
    table = rows(section(shown, "elements"))
    assert table[1] == ["North", "6", "5", "5", "5", "– out of scope", "5", "5", "5", "5", "41"]
    assert ["E Transnational issues", "5 in South", "0"] in rows(section(shown, "spread"))


def test_it_ranks_only_when_asked_and_shares_places(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL)
    final(scribe, "South", EXAMPLE)
    final(scribe, "West", LEVEL)
    names = [row[0].split()[0] for row in rows(section(page(client), "overall"))][1:]
    assert names == ["North", "South", "West"]
    ranked = [row[:2] for row in rows(section(page(client, rank="yes"), "overall"))][1:]
    assert [(place, name.split()[0]) for place, name in ranked] == [("1", "South"), ("2=", "North"), ("2=", "West")]


def test_it_shows_every_total_with_its_stage(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", EXAMPLE)
    final(scribe, "South", dict.fromkeys("ABCDEFGHI", "00000"))
    elements = section(page(client), "elements")
    assert rows(elements)[0][1:3] == ["A Strategy", "B Structure"]
    assert rows(elements)[1:] == [
        ["North", "9", "8", "8", "9", "6", "7", "10", "6", "8", "71"],
        ["South", *["0"] * 9, "0"],
    ]
    assert '<td class="s2">9</td>' in elements
    assert '<td class="s0">0</td>' in elements
    assert "Change required" in words(elements)


def test_it_draws_a_small_profile_of_each_unit_on_one_scale(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", {letter: row for letter, row in EXAMPLE.items() if letter != "E"})
    final(scribe, "South", LEVEL)
    profiles = one_line(section(page(client), "profiles"))
    assert profiles.count('viewBox="0 0 18 15"') == 2
    assert (
        'aria-label="Profile of North: Strategy 9, Structure 8, Leadership 8, Culture 9, Transnational out of scope, '
        'Knowledge 7, Data 10, Profitability 6, Rewards 8, of 15 each"'
    ) in profiles
    assert 'points="1,6 3,7 5,7 7,6"' in profiles
    assert 'points="11,8 13,5 15,9 17,7"' in profiles
    assert "style=" not in profiles


def test_it_draws_the_spread_of_each_element(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", EXAMPLE)
    final(scribe, "South", LEVEL)
    spread = section(page(client), "spread")
    assert ["G Data", "5 in South; 10 in North", "5"] in rows(spread)
    assert '<line class="peers__line" x1="33.33%" x2="66.67%"' in spread


def test_it_puts_the_widest_differences_side_by_side(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL | {"B": "11113", "I": "31111"})
    final(scribe, "South", LEVEL | {"I": "01111"})
    widest = section(page(client), "widest")
    assert [words(part.split("</h3>")[0]) for part in widest.split("<h3>")[1:]] == [
        "Rewards and performance measurement / Key account manager",
        "Structure / Senior management team",
    ]
    assert "0 South: Change required" in words(widest)
    assert "3 North: Best practice KAM" in words(widest)


def test_it_says_who_could_help_whom(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL | {"B": "22223"})
    final(scribe, "South", LEVEL | {"B": "22220"})
    final(scribe, "West", LEVEL | {"B": "22221"})
    shown = page(client)
    assert 'href="#help"' in shown
    found = section(shown, "help")
    assert "3 Could help: North" in words(found)
    assert "0 Could learn: South" in words(found)
    assert "1 Could learn: West" in words(found)
    assert rows(found)[1:] == [["Structure / Senior management team", "3 North", "0 South 1 West"]]


def test_it_says_so_when_nothing_differs(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL)
    final(scribe, "South", LEVEL)
    shown = words(page(client))
    assert "2 units, overall 45 of 135. Every element has one total in all of them." in shown
    assert "Every cell has one score in all of them." in shown
    assert "No cell has one unit at stage 3 and another at 0 or 1." in shown
    assert "5 in each" in shown


def test_it_works_with_one_unit_and_with_none(client: TestClient, scribe: Scribe) -> None:
    shown = page(client)
    assert "No unit has a final cycle by 1 December 2026." in words(shown)
    assert "Whole company No final cycle by then." in words(section(shown, "left-out"))
    assert "CSV" not in words(shown)
    final(scribe, "Whole company", EXAMPLE)
    shown = page(client)
    assert "1 unit, overall 71 of 135. There is nothing to compare it with yet." in words(shown)
    assert "Spread by element" not in shown
    assert "Not compared" not in shown


def test_it_goes_back_to_a_day(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL, title="2025 H2", held_on=date(2025, 11, 12))
    final(scribe, "North", EXAMPLE)
    shown = page(client, on="2026-11-11")
    assert "1 unit, overall 45 of 135." in words(shown)
    assert "2025 H2" in shown
    assert "2026 H2" not in shown
    assert fields(shown, ADDRESS) == {"on": "2026-11-11"}


def test_it_compares_as_of_today_unless_told_otherwise(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL, held_on=date(2020, 11, 12))
    final(scribe, "North", EXAMPLE, title="Tomorrow", held_on=date(2099, 11, 12))
    shown = client.get(ADDRESS).text
    assert "1 unit, overall 45 of 135." in words(shown)


def test_it_marks_archived_units_and_leaves_out_those_without_a_cycle(client: TestClient, scribe: Scribe) -> None:
    final(scribe, "North", LEVEL)
    for unit in units.list_units(scribe.session, scribe.director):
        units.archive_unit(scribe.session, scribe.director, unit.id or 0)
    scribe.session.commit()
    shown = page(client)
    assert "North Archived 2026 H2" in words(section(shown, "overall"))
    assert "Whole company" not in shown


def test_it_shows_drafts_and_strangers_nothing(client: TestClient, cast: Cast, scribe: Scribe, sign_in: SignIn) -> None:
    scribe.complete(unit="North")
    assert "No unit has a final cycle" in page(client)
    final(scribe, "South", LEVEL)
    sign_in(cast.stranger)
    assert "No unit has a final cycle" in page(client)
    assert "South" not in page(client)


def test_it_is_for_every_member_and_nobody_else(app: FastAPI, client: TestClient, cast: Cast, sign_in: SignIn) -> None:
    for member in (cast.steering, cast.contributor):
        sign_in(member)
        assert client.get(ADDRESS).status_code == 200
    assert visitor(app).get(ADDRESS).headers["location"].startswith("/sign-in?")


def test_it_stays_in_the_organisation_that_was_asked_for(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe
) -> None:
    theirs, mine = cast.stranger.organisation_id, cast.director.person_id
    final(scribe, "North", LEVEL)
    session.add(Membership(person_id=mine, organisation_id=theirs, role=Role.STEERING))
    session.commit()
    ours = str(cast.director.organisation_id)
    assert client.get(ADDRESS).headers["location"].startswith("/organisations")
    shown = page(client, organisation=ours)
    assert fields(shown, ADDRESS)["organisation"] == ours
    assert f"units.csv?on=2026-12-01&amp;organisation={ours}" in shown
    assert "North" not in page(client, organisation=str(theirs))


@pytest.mark.parametrize("typed", ["2026-02-30", "yesterday", "12/11/2026", "\u0662026-01-01", "9" * 400])
def test_a_bad_day_is_kept_and_explained(client: TestClient, scribe: Scribe, engine: Engine, typed: str) -> None:
    final(scribe, "North", LEVEL)
    before = contents(engine)
    response = client.get(ADDRESS, params={"on": typed, "rank": "yes"})
    assert response.status_code == 422
    assert "Enter a day, such as 2026-11-12." in response.text
    assert fields(response.text, ADDRESS) == {"on": typed, "rank": "yes"}
    assert "<title>Error: Units compared" in response.text
    assert contents(engine) == before


@pytest.mark.parametrize("asked", [{"rank": "no"}, {"aliases": "1"}, {"unit": "3"}])
def test_what_it_does_not_know_is_refused(client: TestClient, scribe: Scribe, asked: dict[str, str]) -> None:
    assert client.get(ADDRESS, params=asked).status_code == 422


@pytest.mark.parametrize("path", [ADDRESS, f"{ADDRESS}.csv"])
def test_it_asks_as_little_for_ten_units_as_for_two(
    client: TestClient, session: Session, cast: Cast, engine: Engine, path: str
) -> None:
    def asked() -> int:
        said: list[str] = []
        remember = lambda *call: said.append(call[2])  # noqa: E731 - to take it away again
        event.listen(engine, "before_cursor_execute", remember)
        assert client.get(path, params={"on": "2040-01-01"}).status_code == 200
        event.remove(engine, "before_cursor_execute", remember)
        return len([statement for statement in said if statement.startswith("SELECT")])

    client.get(path)  # notes when the person was last seen
    counts = []
    for member, units_, cycles in ((cast.director, 2, 1), (cast.director, 10, 3)):
        seed_units(session, member, units_, cycles, f"Of {units_}:")
        counts.append(asked())
    assert counts[0] == counts[1] <= 6
