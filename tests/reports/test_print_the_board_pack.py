import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from pikepdf import Dictionary, Pdf

from app.assessments.snapshot import Answer, Carried, Evidence, Snapshot
from app.maturity import advice
from app.reports import pdf, wording
from tests.reports.examples import CHECKLIST
from tests.reports.pages import bookmarks, part, reader, texts
from tests.reports.snapshots import FINAL, ON_AN_EDGE, SEAL, WITHOUT_E, cell, long_notes, longest, pack

# Drawing a pack takes seconds, twice as many when measured; others measure the same code.
pytestmark = pytest.mark.no_cover

IN_ANOTHER_PROCESS = """
from hashlib import sha256
from io import BytesIO
from app.reports import pdf
from tests.reports.snapshots import FINAL
print(sha256(pdf.board_pack(FINAL)).hexdigest())
"""


def test_it_says_the_overall_score_with_its_band_on_the_first_page() -> None:
    first = texts(pack("final"))[0]
    assert "71 of 135" in first
    assert "In transition. 6 points into the band, 39 below Good/best practice KAM." in first
    assert "Example Manufacturing Group. Industrial Coatings. 2025 review, held on 11 November 2025." in first
    assert "All 9 elements are in scope. 45 of 45 cells scored." in first


def test_it_says_what_to_decide_with_the_next_stage_of_the_lowest_cells() -> None:
    first = texts(pack("final"))[0]
    steps = advice.focus(CHECKLIST, FINAL.result, FINAL.scores, 3)
    assert len(steps) == 3
    assert "Three things to decide" in first
    for step in steps:
        name = f"{CHECKLIST.element(step.cell.element).name} / {CHECKLIST.group(step.cell.group).name}"
        assert f"{name}, from {step.now.score} to {step.next.score}. {step.next_text}" in first


def test_it_gives_the_totals_of_the_groups() -> None:
    first = texts(pack("final"))[0]
    for group in CHECKLIST.groups:
        assert f"{group.name} {FINAL.result.groups[group.key].score} 27" in first


def test_it_gives_the_totals_of_the_elements_with_their_nearest_stage() -> None:
    second = texts(pack("final"))[1]
    for element in CHECKLIST.elements:
        total = FINAL.result.elements[element.letter]
        stage = CHECKLIST.stages[total.nearest_stage or 0]
        assert f"{element.letter} {element.name} {total.score} {stage.score} {stage.name}" in second
    assert "Overall, of 135 71 In transition" in second


def test_it_prints_all_cells_with_both_totals() -> None:
    cells = part(pack("final"), "All 45 cells", "The same totals as a radar")
    for element in CHECKLIST.elements:
        digits = [str(FINAL.scores[cell(element.letter, place)]) for place in range(5)]
        total = FINAL.result.elements[element.letter].score
        assert f"{element.letter} {element.name} {' '.join(digits)} {total}" in cells
    assert "Total of 27 20 17 13 7 14 71" in cells


def test_it_tells_each_cell_with_the_stage_reached_and_the_next() -> None:
    told = part(pack("final"), "Element by element", "Method")
    for at, score in FINAL.scores.items():
        assert CHECKLIST.description(at, score) in told
        assert score == CHECKLIST.top_stage or CHECKLIST.description(at, score + 1) in told


def test_it_prints_notes_and_evidence() -> None:
    answers = {**FINAL.answers, cell("B", 2): Answer(1, Evidence.ANECDOTAL, "First line.\nSecond line.")}
    told = part(pdf.board_pack(replace(FINAL, answers=answers)), "B Structure 8 of 15", "C Leadership 8 of 15")
    assert "Anecdotal evidence. First line. Second line." in told
    assert told.count("Evidence not stated.") == 4


def test_it_prints_the_longest_notes_from_beginning_to_end() -> None:
    words = " ".join(texts(pack("notes")))
    assert words.count("Documented evidence. In ") == 45
    assert words.count("#") == 45
    for at, answer in long_notes().answers.items():
        sentence = f"In {at.element}, {at.group}, we saw it."
        assert words.count(sentence) >= answer.note.count(sentence) - 1  # one may lie across two pages


def test_it_explains_the_method() -> None:
    method = texts(pack("final"))[-1]
    assert SEAL.sha256 in method
    assert CHECKLIST.guidance in method
    assert "If two fit, choose the lower one." in method
    assert CHECKLIST.credit.author in method
    assert CHECKLIST.credit.statement in method
    assert f"{wording.EDGE_RULE} 71 does not lie on an edge." in method
    assert "A cell that is not scored is not a zero" in method
    for band in CHECKLIST.bands:
        assert f"{band.low} to {band.high} {band.name} {band.meaning}" in method
    for stage in CHECKLIST.stages:
        assert f"{stage.score} {stage.name} {stage.meaning}" in method


def test_it_says_when_the_score_lies_on_an_edge() -> None:
    sheets = texts(pdf.board_pack(ON_AN_EDGE))
    assert "65 lies on the edge between Ready for KAM and In transition." in sheets[0]
    assert "65 is such a score." in sheets[-1]


def test_it_says_what_is_out_of_scope_and_how_the_band_was_found() -> None:
    sheets = texts(pack("without E"))
    scope = "Element E (Transnational issues) is out of scope, so the overall score is out of 120."
    assert "65 of 120" in sheets[0]
    assert scope in sheets[0]
    assert "E Transnational issues – Out of scope" in sheets[1]
    assert scope in sheets[2]
    assert "E Transnational issues Out of scope. The company sells in one country only." in " ".join(sheets)
    assert f"{scope} The band is found by exact proportion" in sheets[-1]
    assert "Here 65 × 135 / 120 = 73.125." in sheets[-1]
    assert "Reason: The company sells in one country only." in sheets[-1]
    assert "18 to 57 Ready for KAM" in sheets[-1]
    assert "lie on an edge" not in sheets[-1]  # no whole score of 120 does


def test_it_has_the_title_the_date_the_seal_and_the_number_on_every_page() -> None:
    sheets = texts(pack("final"))
    for number, sheet in enumerate(sheets, start=1):
        assert "Example Manufacturing Group" in sheet
        assert "Industrial Coatings, 2025 review" in sheet
        assert "Final, sealed on 12 November 2025 by Ada Byron. Seal 3f9c 2a7b e81d 4405" in sheet
        assert f"Page {number} of {len(sheets)}" in sheet
        assert "DRAFT" not in sheet


def test_it_names_the_revision_and_its_reason() -> None:
    sheets = texts(pdf.board_pack(replace(FINAL, revision=2, revision_reason="A score was entered twice.")))
    assert "This is revision 2; its reason stands under Method." in sheets[0]
    assert all("Revision 2. Seal" in sheet for sheet in sheets)
    assert "Revision 2: A score was entered twice." in sheets[-1]
    assert "evision" not in " ".join(texts(pack("final")))


@pytest.mark.parametrize("text", ["Wind power coatings, ", "W", "WWWWWWWWW "])
def test_it_keeps_the_summary_on_one_page_with_the_longest_texts(text: str) -> None:
    assert texts(pdf.board_pack(longest(text)))[1].startswith("Results Profile by element")


def test_it_keeps_the_summary_on_one_page_without_e_and_with_the_longest_texts() -> None:
    snapshot = longest()
    answers = {at: answer for at, answer in snapshot.answers.items() if at.element != "E"}
    left_out = replace(snapshot, answers=answers, out_of_scope=("E",), scope_reason="One country. " * 38)
    assert texts(pdf.board_pack(left_out))[1].startswith("Results Profile by element")


def test_it_never_leaves_a_heading_at_the_foot_of_a_page() -> None:
    headings = [*(group.name for group in CHECKLIST.groups), *(element.name for element in CHECKLIST.elements)]
    for sheet in reader(pack("notes")).pages:
        lines = [line for line in sheet.extract_text().splitlines() if line.strip() and "Page " not in line]
        assert lines[-1].strip() not in headings


def test_it_finds_nothing_to_decide_when_everything_is_best() -> None:
    best = replace(FINAL, answers={at: Answer(CHECKLIST.top_stage) for at in CHECKLIST.cells})
    first = texts(pdf.board_pack(best))[0]
    assert "135 of 135" in first
    assert "25 points into the band, the highest there is." in first
    assert "No cell is scored below the highest stage." in first
    assert "things to decide" not in first


def test_it_has_a_title_a_language_and_bookmarks() -> None:
    document = reader(pack("final"))
    assert document.metadata
    assert document.metadata.title == (
        "Example Manufacturing Group, Industrial Coatings, 2025 review: key account management maturity"
    )
    with Pdf.open(BytesIO(pack("final"))) as file:
        assert str(file.Root.Lang) == "en"
    names = bookmarks(pack("final"))
    assert [name for name in names if name in {"Executive summary", "Results", "Element by element", "Method"}] == [
        "Executive summary",
        "Results",
        "Element by element",
        "Method",
    ]
    assert {f"{element.letter} {element.name}" for element in CHECKLIST.elements} <= set(names)


def test_it_carries_no_date_but_that_of_the_seal() -> None:
    metadata = reader(pack("final")).metadata
    assert metadata
    dates = {key: value for key, value in metadata.items() if "Date" in key}
    assert set(dates) == {"/CreationDate"}
    assert "20251112" in str(dates["/CreationDate"])


def test_it_embeds_its_typeface_and_no_other() -> None:
    with Pdf.open(BytesIO(pack("final"))) as document:
        found = [item for item in document.objects if isinstance(item, Dictionary)]
        faces = [item for item in found if item.get("/Type") == "/FontDescriptor"]
        assert all("/FontFile2" in face for face in faces)
        assert {str(face.FontName).partition("+")[2] for face in faces} == {"Inter", "Inter-Semi-Bold"}


def test_it_gives_the_same_bytes_for_the_same_snapshot() -> None:
    assert pdf.board_pack(replace(FINAL)) == pack("final")


def test_it_gives_the_same_bytes_in_another_process() -> None:
    there = subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == sha256(pack("final")).hexdigest()


@pytest.mark.parametrize("change", [{"title": "Another"}, {"seal": replace(SEAL, sha256="0" * 64)}])
def test_it_gives_other_bytes_for_another_snapshot(change: dict[str, object]) -> None:
    other: Snapshot = replace(FINAL, **change)  # type: ignore[arg-type]  # by name, as the fields are
    assert pdf.board_pack(other) != pack("final")


def test_it_prints_the_same_figures_as_the_chart_beside_them() -> None:
    # The charts keep their text, so their figures can be read from the page.
    for name, snapshot in (("final", FINAL), ("without E", WITHOUT_E)):
        first = texts(pack(name))[0]
        totals = [str(total.score) for total in snapshot.result.elements.values()]
        assert " ".join(totals) in first


@pytest.mark.parametrize(
    ("text", "printed"),
    [("bell\x07 \x1b[31mred\x7f\x85\x00", "bell [31mred"), ("half\ud83d \ufffe\ufdd0character", "half character")],
)
def test_it_leaves_out_what_is_not_text(text: str, printed: str) -> None:
    strange = replace(
        FINAL, organisation=text, title=text, answers={**FINAL.answers, cell("A", 0): Answer(1, None, text)}
    )
    sheets = texts(pdf.board_pack(strange))
    assert sheets[0].startswith(f"Executive summary {printed}")
    assert f"Evidence not stated. {printed}" in sheets[3]


def test_it_prints_what_no_typeface_can_show() -> None:
    strange = replace(FINAL, answers={**FINAL.answers, cell("A", 0): Answer(1, None, "a \U0001f3af and \U000e0001")})
    assert len(reader(pdf.board_pack(strange)).pages) == len(reader(pack("final")).pages)


def test_it_says_what_became_of_copied_scores() -> None:
    answers = {cell: replace(answer, carried=Carried.CONFIRMED) for cell, answer in FINAL.answers.items()}
    copied = replace(
        FINAL, answers=answers | {cell("A", 0): Answer(2, carried=Carried.OVER)}, copied_from="2024 review"
    )
    method = texts(pdf.board_pack(copied))[-1]
    said = "45 scores were copied from 2024 review: 44 confirmed, 0 changed, 1 carried over without review."
    assert f"Copied scores {said}" in method
    assert "Copied scores" not in texts(pack("final"))[-1]
