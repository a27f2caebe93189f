import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import answering, cycles, service
from app.assessments.details import Details
from app.assessments.snapshot import Answer, Evidence
from app.maturity.checklist import CellId
from tests.conftest import Scribe, SignIn
from tests.pages import words
from tests.reports.examples import CHECKLIST, EXAMPLE, draft_of, final_of, results, scores, with_total
from tests.reports.reading import items, one_line, rows, section


def test_it_says_what_the_score_means(client: TestClient, scribe: Scribe) -> None:
    page = results(client, final_of(scribe, scores(EXAMPLE)))
    overall = section(page, "overall")
    assert words(overall).startswith(
        "Overall score 71 of 135 In transition. 6 points into the band, 39 below Good/best practice KAM."
    )
    assert "No KAM, not ready 0 to 20 Ready for KAM 20 to 65 In transition 65 to 110" in words(overall)
    assert items(overall.replace("<ol", "<ul").replace("</ol", "</ul"), "band__key")[2].count("In transition") == 1
    assert "Results of 2026 H2" in words(page)
    assert "Whole company, 12 November 2026. 45 of 45 cells scored." in words(page)


def test_it_marks_the_score_on_a_scale_that_needs_no_style(client: TestClient, scribe: Scribe) -> None:
    overall = section(results(client, final_of(scribe, scores(EXAMPLE))), "overall")
    assert '<line class="band__marker" x1="52.59%" x2="52.59%"' in overall
    assert [tick.split(">")[1].split("<")[0] for tick in overall.split('class="band__tick"')[1:]] == [
        "0",
        "20",
        "65",
        "110",
        "135",
    ]
    assert "style=" not in overall


@pytest.mark.parametrize(("total", "said"), [(64, False), (65, True), (66, False), (20, True), (110, True)])
def test_it_says_when_the_score_lies_on_an_edge(client: TestClient, scribe: Scribe, total: int, *, said: bool) -> None:
    overall = words(section(results(client, final_of(scribe, with_total(total))), "overall"))
    assert (f"{total} lies on the edge between" in overall) is said
    assert ("belongs to the higher band" in overall) is said


def test_it_shows_the_scope_and_the_scale_that_goes_with_it(client: TestClient, scribe: Scribe) -> None:
    page = results(client, final_of(scribe, with_total(65, "E"), ("E",)))
    overall = words(section(page, "overall"))
    assert overall.startswith("Overall score 65 of 120 In transition.")
    assert "0 18 58 98 120" in overall
    assert "Element E (Transnational issues) is out of scope" in overall
    assert "Reason: One country only." in overall
    assert "65 × 135 / 120 = 73.125" in overall
    assert ["E Transnational issues", "Out of scope", "–"] in rows(section(page, "cells"))


def test_it_gives_a_draft_a_range_and_no_band(client: TestClient, scribe: Scribe) -> None:
    cycle = draft_of(scribe, EXAMPLE | {"C": "22---", "H": "-----"})
    page = results(client, cycle)
    overall = section(page, "overall")
    assert words(overall).startswith(
        "Overall score so far 61 of 135 So far 61; the final score will lie between 61 and 85."
    )
    assert "Bands still possible: Ready for KAM or In transition." in words(overall)
    assert "into the band" not in words(page)
    assert overall.count('class="is-current"') == 2
    assert '<line class="band__marker" x1="45.19%" x2="62.96%"' in overall
    assert "61 to 85 on a scale from 0 to 135." in overall
    assert "Provisional" in page


def test_it_shows_a_cycle_in_which_nothing_is_scored(client: TestClient, scribe: Scribe) -> None:
    page = results(client, scribe.start())
    assert "So far 0; the final score will lie between 0 and 135." in words(page)
    assert "No cell is scored yet." in page
    assert "No cell has reached the upper half of the stages." in page
    assert "No scored cell is in the lower half of the stages." in page
    assert "No notes." in page


def test_it_shows_every_cell_and_both_totals(client: TestClient, scribe: Scribe) -> None:
    table = rows(section(results(client, final_of(scribe, scores(EXAMPLE))), "cells"))
    assert table[0] == [
        "Element",
        "Key account manager",
        "KAM unit",
        "KAM team",
        "Associated functions",
        "Senior management team",
        "Total of 15",
    ]
    assert table[1] == ["A Strategy", "2", "2", "2", "1", "2", "9"]
    assert [row[-1] for row in table[1:-1]] == ["9", "8", "8", "9", "6", "7", "10", "6", "8"]
    assert table[-1] == ["Total of 27", "20", "17", "13", "7", "14", "71"]


def test_it_never_shows_a_cell_that_is_not_scored_as_zero(client: TestClient, scribe: Scribe) -> None:
    cycle = draft_of(scribe, EXAMPLE | {"C": "02---", "H": "-----"})
    table = {row[0]: row[1:] for row in rows(section(results(client, cycle), "cells"))}
    assert table["C Leadership"] == ["0", "2", "– not scored", "– not scored", "– not scored", "2 so far"]
    assert table["H Customer profitability"] == ["– not scored"] * 6
    assert table["Total of 27"] == ["16 so far", "16 so far", "10 so far", "7 so far", "10 so far", "59 so far"]


def test_it_shows_the_charts_in_both_themes_and_widths(client: TestClient, scribe: Scribe) -> None:
    cycle = final_of(scribe, scores(EXAMPLE))
    profile = one_line(section(results(client, cycle), "profile"))
    for kind, width, height, narrow_height in (("profile", 720, 440, 400), ("radar", 430, 366, 300)):
        for theme in ("light", "dark"):
            address = f"/cycles/{cycle}/charts/{kind}.svg?theme={theme}&amp;size"
            picture = profile.split(f'srcset="{address}=narrow"')[1].split("</picture>")[0]
            assert f'<img src="{address}=wide" width="{width}" height="{height}" alt="' in picture
            assert 'loading="lazy"' in picture
            narrow = f'width="358" height="{narrow_height}">'
            assert narrow in picture.split("<img")[0]
    assert profile.count('class="only-light"') == profile.count('class="only-dark"') == 2
    assert "A Strategy 9, B Structure 8" in profile.split('alt="')[1]


def test_it_tells_the_charts_figures_in_a_table(client: TestClient, scribe: Scribe) -> None:
    cycle = draft_of(scribe, EXAMPLE | {"C": "22---", "H": "-----"})
    table = rows(section(results(client, cycle), "profile"))
    assert ["A Strategy", "9", "2 Transition state"] in table
    assert ["C Leadership", "4 so far", "Final between 4 and 13, 2 of 5 cells scored"] in table
    assert ["H Customer profitability", "not scored", "Final between 0 and 15, 0 of 5 cells scored"] in table
    assert ["KAM unit", "16 so far"] in table


def test_it_names_the_band_in_that_table_once_it_is_known(client: TestClient, scribe: Scribe) -> None:
    table = rows(section(results(client, final_of(scribe, with_total(65, "E"), ("E",))), "profile"))
    assert ["Overall, of 120", "65", "In transition"] in table
    assert ["E Transnational issues", "–", "Out of scope"] in table


def test_it_names_strengths_and_gaps_with_what_supports_them(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.start()
    answers = {cell: Answer(score) for cell, score in scores(EXAMPLE).items()}
    answers[CellId("G", "kam_unit")] = Answer(3, Evidence.DOCUMENTED)
    answers[CellId("H", "associated_functions")] = Answer(0, Evidence.NONE)
    answering.fill(scribe.session, scribe.director, cycle, answers)
    scribe.session.commit()
    strengths, gaps = section(results(client, cycle), "found").split("<h3>Gaps</h3>")
    assert [words(item).split(" Best")[0] for item in items(strengths, "finding")] == [
        "3 Culture / Key account manager",
        "3 Data / Key account manager",
        "3 Data / KAM unit",
    ]
    reached = CHECKLIST.description(CellId("G", "kam_unit"), 3)
    assert words(items(strengths, "finding")[2]).endswith(f"Best practice KAM. {reached} Documented evidence.")
    assert words(items(gaps, "finding")[0]).startswith(
        "0 Customer profitability / Associated functions Change required."
    )
    assert words(items(gaps, "finding")[0]).endswith("No evidence.")
    assert words(items(gaps, "finding")[1]).endswith("Evidence not stated.")
    assert "Elements above the average Data 10 of 15, Strategy 9 of 15, Culture 9 of 15" in words(strengths)
    assert "Groups below the average Associated functions 7 of 27, KAM team 13 of 27" in words(gaps)


def test_it_shows_now_beside_next_for_the_weakest_cells(client: TestClient, scribe: Scribe) -> None:
    following = section(results(client, final_of(scribe, scores(EXAMPLE))), "nexts")
    cell = CellId("H", "associated_functions")
    first, *others = items(following, "next")
    assert words(first) == (
        "Customer profitability / Associated functions"
        f" 0 Now: Change required {CHECKLIST.description(cell, 0)}"
        f" 1 Next: Ready to change {CHECKLIST.description(cell, 1)}"
    )
    assert len(others) == 3
    assert "One stage further in each of these 4 cells adds 4 points." in words(following)


def test_it_counts_one_step_as_one(client: TestClient, scribe: Scribe) -> None:
    following = section(results(client, final_of(scribe, with_total(134))), "nexts")
    assert "One stage further in this cell adds 1 point." in words(following)


def test_it_has_nothing_to_add_to_a_full_score(client: TestClient, scribe: Scribe) -> None:
    page = results(client, final_of(scribe, with_total(135)))
    assert "Every scored cell is at the highest stage." in page
    assert "25 points into the band, the highest there is." in words(page)


def test_it_shows_every_note_in_the_order_of_the_checklist(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.start()
    answers = {
        CellId("C", "kam_team"): Answer(None, None, "Not scored <yet>."),
        CellId("A", "senior_management"): Answer(2, Evidence.ANECDOTAL, "First line.\nSecond line."),
        CellId("A", "kam_unit"): Answer(1, None, "Before it."),
        CellId("B", "kam_unit"): Answer(3),
    }
    answering.fill(scribe.session, scribe.director, cycle, answers)
    scribe.session.commit()
    notes = section(results(client, cycle), "notes")
    assert words(notes.split("checklist.</p>")[1]) == (
        "A Strategy 1 KAM unit Before it. Evidence not stated."
        " 2 Senior management team First line. Second line. Anecdotal evidence."
        " C Leadership – not scored KAM team Not scored <yet>. Evidence not stated."
    )
    assert "First line.\nSecond line." in notes


def test_it_leaves_out_notes_on_what_is_out_of_scope(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.start()
    answering.fill(scribe.session, scribe.director, cycle, {CellId("E", "kam_unit"): Answer(1, None, "Leftover.")})
    details = cycles.get_cycle(scribe.session, scribe.director, cycle).details
    narrower = Details(details.title, details.held_on, details.unit, ("E",), "One country only.")
    service.edit(scribe.session, scribe.director, cycle, narrower, 1)
    scribe.session.commit()
    assert "Leftover." not in results(client, cycle)


def test_it_is_not_there_for_strangers(client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn) -> None:
    cycle = scribe.final("Confidential")
    sign_in(stranger)
    response = client.get(f"/cycles/{cycle}/results")
    assert response.status_code == 404
    assert "Confidential" not in response.text


@pytest.mark.parametrize(("cycle", "status"), [("999", 404), ("0", 404), ("x", 422)])
def test_it_is_not_there_for_a_wrong_id(client: TestClient, director: Member, cycle: str, status: int) -> None:
    assert client.get(f"/cycles/{cycle}/results").status_code == status


def test_it_keeps_what_a_final_cycle_says_but_not_what_became_of_it(client: TestClient, scribe: Scribe) -> None:
    cycle = final_of(scribe, scores(EXAMPLE))
    before = results(client, cycle)
    service.correct(scribe.session, scribe.director, cycle, "A cell was read wrongly.")
    scribe.session.commit()
    after = results(client, cycle)
    assert section(after, "cells") == section(before, "cells")
    assert "Revision 2, still a draft, will replace it." in words(after)
    assert "Revision 2" not in words(before)


def test_it_shows_a_draft_as_it_is_now(client: TestClient, scribe: Scribe) -> None:
    cycle = draft_of(scribe, EXAMPLE | {"C": "22---"})
    assert "42 of 45 cells scored." in words(results(client, cycle))
    scribe.score(cycle, {CellId("C", "kam_team"): 1})
    assert "43 of 45 cells scored." in words(results(client, cycle))


def test_it_says_what_became_of_copied_scores(client: TestClient, scribe: Scribe) -> None:
    last = scribe.final("2026 H2")
    cycle = scribe.copy("2027 H1")
    cells = list(CHECKLIST.cells)
    scribe.score(cycle, dict.fromkeys(cells[:30], 2) | dict.fromkeys(cells[30:42], 3))
    for _ in ("draft", "final"):
        record = section(results(client, cycle), "record")
        said = "45 scores were copied from 2026 H2: 30 confirmed, 12 changed, 3 carried over without review."
        assert said in words(record)
        assert f'href="/cycles/{last}/results"' in record
        client.post(f"/cycles/{cycle}/finish", data={"unreviewed": "3"})
    assert "copied" not in words(section(results(client, last), "record"))
