"""The page that compares cycles of one unit."""

from datetime import date

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.accounts.units import list_units
from app.assessments import service
from tests.conftest import CELLS, Scribe, SignIn, visitor
from tests.pages import words
from tests.reports.cycles_of_a_unit import UNIT, draft, final, finish, note, unit_of
from tests.reports.reading import one_line, rows, section


def page_of(client: TestClient, unit_id: int, *cycles: int) -> str:
    response = client.get(f"/units/{unit_id}/compare", params=[("cycle", cycle) for cycle in cycles])
    assert response.status_code == 200
    return response.text


def table(page: str, name: str) -> list[list[str]]:
    return rows(section(page, name))


def test_it_leads_with_what_changed(client: TestClient, scribe: Scribe) -> None:
    final(scribe, 2024, G="11111")
    last = final(scribe, 2026, G="33333", A="33333", B="33332", D="11110")
    page = page_of(client, unit_of(scribe, last))
    assert "<h1>2024 to 2026</h1>" in page
    assert (
        "Overall rose from 45 to 73 (+28): Ready for KAM → In transition. "
        "Largest gains: Strategy, Data, each +10; only fall: Culture −1."
    ) in words(page)


def test_it_compares_every_final_cycle_unless_told_which(client: TestClient, scribe: Scribe) -> None:
    first, second, third = (
        final(scribe, year, A=row) for year, row in ((2024, "11111"), (2025, "22222"), (2026, "33333"))
    )
    draft(scribe, 2027)
    page = page_of(client, unit_of(scribe, first))
    assert [row[0] for row in table(page, "overall")[1:]] == ["2024 1 May 2024", "2025 1 May 2025", "2026 1 May 2026"]
    assert f'value="{second}" checked' in one_line(page)
    chosen = page_of(client, unit_of(scribe, first), third, first)
    assert [row[0] for row in table(chosen, "overall")[1:]] == ["2024 1 May 2024", "2026 1 May 2026"]
    assert f'value="{second}" checked' not in one_line(chosen)


def test_it_tells_the_overall_score_of_each_cycle_with_its_band(client: TestClient, scribe: Scribe) -> None:
    final(scribe, 2024)
    final(scribe, 2025, A="33333", B="33333")
    last = final(scribe, 2026, A="33333", B="33332")
    page = page_of(client, unit_of(scribe, last))
    assert table(page, "overall") == [
        ["Cycle", "Score", "Since the one before", "Since 2024"],
        ["2024 1 May 2024", "45 of 135 Ready for KAM", "– the first", "– the first"],
        ["2025 1 May 2025", "65 of 135 In transition", "+20 higher", "+20 higher"],
        ["2026 1 May 2026", "64 of 135 Ready for KAM", "−1 lower", "+19 higher"],
    ]
    assert words(section(page, "overall")).startswith(
        "Overall score and bands Between 2024 and 2025 the score reached 65, where In transition begins. "
        "Between 2025 and 2026 the score fell below 65, where In transition begins."
    )


def test_it_puts_the_element_that_changed_most_first(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026, G="33333", D="11100", I="11112")
    page = page_of(client, unit_of(scribe, first))
    head, *body = table(page, "elements")
    assert head == ["Element", "2025", "2026", "Since 2025"]
    assert body[:4] == [
        ["G Data", "5", "15", "+10 higher"],
        ["D Culture", "5", "3", "−2 lower"],
        ["I Rewards and performance measurement", "5", "6", "+1 higher"],
        ["A Strategy", "5", "5", "0 the same"],
    ]
    assert body[-1] == ["Overall", "45", "54", "+9 higher"]
    assert "2 elements rose, 1 fell, 6 stayed the same." in words(section(page, "elements"))


def test_it_shows_the_groups_in_the_order_of_the_checklist(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026, G="31110")
    found = table(page_of(client, unit_of(scribe, first)), "groups")
    assert found[1] == ["Key account manager", "9", "11", "+2 higher"]
    assert found[5] == ["Senior management team", "9", "8", "−1 lower"]


def test_it_shows_the_first_and_the_last_two_of_many(client: TestClient, scribe: Scribe) -> None:
    for year in range(2021, 2026):
        final(scribe, year, A=f"{year % 4}1111")
    last = final(scribe, 2026, A="33333")
    page = page_of(client, unit_of(scribe, last))
    assert table(page, "elements")[0] == ["Element", "2021", "2025", "2026", "Since 2025", "Since 2021"]
    assert "Of the 6 cycles these show the first and the last two." in page
    assert [row[0] for row in table(page, "profiles")[1:]] == ["2021", "2022", "2023", "2024", "2025", "2026"]
    assert len(table(page, "overall")) == 7


def test_every_cell_says_how_it_changed_and_leads_to_why(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026, A="31101")
    page = page_of(client, unit_of(scribe, first))
    cells = table(page, "cells")
    assert cells[1] == [
        "A Strategy",
        "+2 higher: Strategy / Key account manager",
        "0",
        "0",
        "−1 lower: Strategy / Associated functions",
        "0",
        "+1",
    ]
    assert cells[-1] == ["Change", "+2", "0", "0", "−1", "0", "+1"]
    assert '<td class="rose"><a href="#why-A-key_account_manager">' in section(page, "cells")
    assert '<td class="fell"><a href="#why-A-associated_functions">' in section(page, "cells")
    for cell in ("why-A-key_account_manager", "why-A-associated_functions"):
        assert f'<li id="{cell}">' in section(page, "why")


def test_it_sets_the_notes_of_both_cycles_beside_each_other(client: TestClient, scribe: Scribe) -> None:
    cell = CELLS[0]
    first, last = draft(scribe, 2025), draft(scribe, 2026, A="32111")
    note(scribe, first, cell, "Nobody had a plan.")
    note(scribe, last, cell, "All twelve plans stand.", 3)
    finish(scribe, first)
    page = page_of(client, unit_of(scribe, first), first, last)
    why = words(section(page, "why"))
    assert (
        "Strategy / Key account manager +2 higher 1 2025: Ready to change Nobody had a plan. Documented evidence."
        in why
    )
    assert "3 2026: Best practice KAM All twelve plans stand. Documented evidence." in why
    assert "Changed without a note in either cycle Strategy / KAM unit +1 higher from 1 → to 2" in why


def test_it_shows_no_note_of_a_cell_that_stayed_nor_of_a_cycle_between(client: TestClient, scribe: Scribe) -> None:
    first, between, last = draft(scribe, 2024), draft(scribe, 2025, A="21111"), draft(scribe, 2026, A="31111")
    note(scribe, first, CELLS[2], "It stayed.")
    note(scribe, between, CELLS[0], "Half way.", 2)
    page = page_of(client, unit_of(scribe, first), first, between, last)
    assert "It stayed." not in page
    assert "Half way." not in page


def test_nothing_changed_is_said_too(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    page = page_of(client, unit_of(scribe, first))
    assert "Overall stayed at 45, still Ready for KAM. None of the 45 cells changed." in words(page)
    assert "No cell that can be compared has another score." in words(section(page, "why"))
    assert "A change leads" not in page


def test_another_scope_is_named_and_what_is_left_out_listed(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026, out_of_scope=("E",), A="33333")
    page = page_of(client, unit_of(scribe, first))
    said = words(page)
    assert "Overall rose from 40 to 50 (+10) on the 40 cells that both have." in said
    assert "Each on its own scale: 2025 45 of 135, Ready for KAM; 2026 50 of 120, Ready for KAM." in said
    assert "E Transnational issues is out of scope in 2026." in said
    assert table(page, "overall")[2][2:] == ["+10 higher on 40 shared cells"] * 2
    assert table(page, "elements")[-2] == ["E Transnational issues", "5", "– out of scope", "– not compared"]
    assert table(page, "groups")[1] == ["Key account manager", "9", "10", "+2 higher on 8 of 9 cells"]
    assert table(page, "limits")[1:] == [["E Transnational issues", "All of them", "Out of scope in 2026"]]


def test_a_draft_is_provisional_and_its_open_cells_are_listed(client: TestClient, scribe: Scribe) -> None:
    first, last = final(scribe, 2025), draft(scribe, 2026, A="33---", B="-----")
    page = page_of(client, unit_of(scribe, first), first, last)
    assert "Provisional Coatings, 2 cycles" in words(page)
    assert "2026 is provisional: it is still a draft." in words(page)
    assert table(page, "overall")[2] == [
        "2026 1 May 2026 Provisional",
        "so far 41, final between 41 and 65",
        "+4 higher on 37 shared cells",
        "+4 higher on 37 shared cells",
    ]
    assert table(page, "elements")[1] == ["A Strategy", "5", "6 so far", "+4 higher on 2 of 5 cells"]
    assert table(page, "limits")[1:] == [
        ["A Strategy", "KAM team, Associated functions, Senior management team", "Not scored yet in 2026"],
        ["B Structure", "All of them", "Not scored yet in 2026"],
    ]


def test_two_drafts_that_share_nothing_are_shown_all_the_same(client: TestClient, scribe: Scribe) -> None:
    first, last = (scribe.start(title, unit=UNIT) for title in ("One", "Other"))
    page = page_of(client, unit_of(scribe, first), first, last)
    assert "No cell can be compared, so there is no change to tell." in words(page)
    assert "have 0 cells in common" in words(section(page, "limits"))


def test_the_latest_revision_counts_and_the_earlier_one_can_be_reached(client: TestClient, scribe: Scribe) -> None:
    first, wrong = final(scribe, 2025), final(scribe, 2026, A="33333")
    corrected = service.correct(scribe.session, scribe.director, wrong, "A score was wrong.")
    scribe.score(corrected, {CELLS[0]: 2})
    finish(scribe, corrected)
    page = page_of(client, unit_of(scribe, first))
    assert "<h1>2025 to 2026, revision 2</h1>" in page
    assert "Overall rose from 45 to 54 (+9)" in words(page)
    assert f'href="/cycles/{wrong}/results">Earlier revision' in page
    refused = client.get(f"/units/{unit_of(scribe, first)}/compare?cycle={first}&cycle={wrong}")
    assert refused.status_code == 404
    assert "a later revision replaces it" in refused.text


@pytest.mark.parametrize("kind", ["bandline", "slope", "overlay", "radar-overlay", "changes"])
def test_it_places_a_chart_for_each_theme_and_width(client: TestClient, scribe: Scribe, kind: str) -> None:
    first, last = final(scribe, 2025), final(scribe, 2026)
    unit_id = unit_of(scribe, first)
    page = page_of(client, unit_id)
    address = f"/units/{unit_id}/compare/charts/{kind}.svg?cycle={first}&amp;cycle={last}&amp;theme="
    for theme in ("light", "dark"):
        assert f'src="{address}{theme}&amp;size=wide"' in page
        assert f'srcset="{address}{theme}&amp;size=narrow"' in page


def test_what_would_hide_itself_shows_few_cycles(client: TestClient, scribe: Scribe) -> None:
    ids = [final(scribe, year) for year in range(2022, 2027)]
    page = page_of(client, unit_of(scribe, ids[0]))
    few = "".join(f"cycle={ids[place]}&amp;" for place in (0, 3, 4))
    every = "".join(f"cycle={cycle}&amp;" for cycle in ids)
    for kind, query in (("bandline", every), ("slope", every), ("overlay", few), ("radar-overlay", few)):
        assert f"/compare/charts/{kind}.svg?{query}theme=light" in page


def test_it_says_what_is_missing_when_one_cycle_is_chosen(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    page = page_of(client, unit_of(scribe, first), first)
    assert "A comparison takes two cycles or more. Choose at least two of these." in words(page)
    assert f'value="{first}" checked' in one_line(page)


def test_it_offers_a_draft_where_only_one_is_final(client: TestClient, scribe: Scribe) -> None:
    first, last = final(scribe, 2025), draft(scribe, 2026, A="-----")
    page = page_of(client, unit_of(scribe, first))
    assert "A draft can be one of them" in page
    assert f'value="{last}">' in one_line(page).replace(" >", ">")
    assert "40 of 45 cells scored." in page


@pytest.mark.parametrize(("role", "offered"), [("director", True), ("steering", False)])
def test_it_says_so_when_there_is_only_one_cycle(
    client: TestClient, scribe: Scribe, sign_in: SignIn, request: pytest.FixtureRequest, role: str, *, offered: bool
) -> None:
    only = final(scribe, 2025)
    sign_in(request.getfixturevalue(role))
    page = page_of(client, unit_of(scribe, only))
    assert f'So far this unit has one: <a href="/cycles/{only}/results">2025</a>.' in one_line(page)
    assert ("Start a cycle" in page) is offered


def test_it_says_so_when_there_is_none(client: TestClient, scribe: Scribe) -> None:
    [unit] = list_units(scribe.session, scribe.director)
    scribe.session.commit()
    assert "This unit has none yet." in page_of(client, unit.id or 0)


def test_it_asks_as_little_for_many_cycles_as_for_two(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    ids = [final(scribe, year) for year in range(2015, 2027)]
    unit_id = unit_of(scribe, ids[0])
    client.get("/")  # when somebody was last seen is written now and then
    asked: list[str] = []

    def listen(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(engine, "before_cursor_execute", listen)
    page_of(client, unit_id, *ids[:2])
    few = len(asked)
    asked.clear()
    page_of(client, unit_id)
    event.remove(engine, "before_cursor_execute", listen)
    assert len(asked) == few


def test_readers_may_compare(client: TestClient, scribe: Scribe, sign_in: SignIn, steering: Member) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    sign_in(steering)
    assert "2025 to 2026" in page_of(client, unit_of(scribe, first))


def test_a_stranger_finds_nothing(client: TestClient, scribe: Scribe, sign_in: SignIn, stranger: Member) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    sign_in(stranger)
    for path in ("compare", "compare.csv"):
        assert client.get(f"/units/{unit_id}/{path}").status_code == 404


def test_a_cycle_of_another_unit_or_organisation_is_not_found(
    client: TestClient, scribe: Scribe, stranger: Member
) -> None:
    ours = final(scribe, 2025)
    other_unit = scribe.final("2026", unit="Elsewhere", held_on=date(2026, 5, 1))
    theirs = Scribe(scribe.session, stranger).final("Theirs")
    for foreign in (other_unit, theirs, 4711):
        response = client.get(f"/units/{unit_of(scribe, ours)}/compare?cycle={ours}&cycle={foreign}")
        assert response.status_code == 404
        assert "Theirs" not in response.text


def test_who_is_not_signed_in_is_led_to_the_form(client: TestClient, scribe: Scribe) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    response = visitor(client.app).get(f"/units/{unit_id}/compare")
    assert (response.status_code, response.headers["location"].split("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("cycle", ["x", "", "1.5", "9" * 5000])
def test_what_is_no_number_is_refused(client: TestClient, scribe: Scribe, cycle: str) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    assert client.get(f"/units/{unit_id}/compare", params={"cycle": cycle}).status_code == 422


def test_an_archived_unit_can_still_be_compared(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    unit_id = unit_of(scribe, first)
    client.post(f"/organisations/{scribe.director.organisation_id}/units/{unit_id}/archive")
    assert "2025 to 2026" in page_of(client, unit_id)
