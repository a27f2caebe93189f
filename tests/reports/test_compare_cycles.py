"""The page that compares cycles of one unit."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from app.assessments import service
from app.assessments.details import Details
from tests.conftest import CELLS, Scribe
from tests.pages import words
from tests.reports.cycles_of_a_unit import UNIT, aim, draft, final, finish, note, page_of, unit_of
from tests.reports.reading import rows, section


def table(page: str, name: str) -> list[list[str]]:
    return rows(section(page, name))


def test_it_leads_with_what_changed(client: TestClient, scribe: Scribe) -> None:
    final(scribe, 2024, G="11111")
    last = final(scribe, 2026, G="33333", A="33333", B="33332", D="11110")
    page = page_of(client, unit_of(scribe, last))
    assert "<h1>Coatings: 2024 to 2026</h1>" in page
    assert (
        "Overall rose from 45 to 73 (+28): Ready for KAM → In transition. "
        "Largest gains: Strategy, Data, each +10; only fall: Culture −1."
    ) in words(page)


def test_it_leads_straight_to_what_lies_further_down(client: TestClient, scribe: Scribe) -> None:
    final(scribe, 2024)
    page = page_of(client, unit_of(scribe, final(scribe, 2026, G="33333")))
    for name in ("elements", "cells", "why"):
        assert f'href="#{name}"' in page
        assert f'id="{name}"' in page


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


def test_it_holds_the_last_cycle_against_the_targets(client: TestClient, scribe: Scribe) -> None:
    final(scribe, 2025)
    unit_id = unit_of(scribe, final(scribe, 2026, B="33333"))
    assert "targets come to" not in page_of(client, unit_id)
    for element, points in (("A", 12), ("B", 12)):
        aim(scribe, unit_id, element, points)
    elements = section(page_of(client, unit_id), "elements")
    assert "Points of 2026 against what the targets come to. Arithmetic, not a forecast." in words(elements)
    assert rows(elements)[-2:] == [["A Strategy", "5", "12", "7 points to go"], ["B Structure", "15", "15", "reached"]]


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


def test_a_note_that_stayed_is_not_repeated(client: TestClient, scribe: Scribe) -> None:
    first, last = draft(scribe, 2025), draft(scribe, 2026, A="31111")
    for cycle_id, score in ((first, 1), (last, 3)):
        note(scribe, cycle_id, CELLS[0], "Nobody had a plan.", score)
    why = words(section(page_of(client, unit_of(scribe, first), first, last), "why"))
    assert why.count("Nobody had a plan.") == 1
    assert "3 2026: Best practice KAM The same note. Documented evidence." in why


def test_it_says_what_became_of_copied_scores(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    details = Details("2026", date(2026, 5, 1), UNIT)
    copy = service.start(scribe.session, scribe.director, details, copy_last=True)
    scribe.score(copy, {CELLS[0]: 3})
    page = words(page_of(client, unit_of(scribe, first), first, copy))
    assert "2026: 45 scores were copied from 2025: 0 confirmed, 1 changed, 44 carried over without review." in page


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
    assert "Provisional 2 cycles" in words(page)
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
