"""What workshops agreed and how they were held, on the page of results and in the board pack."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.assessments.agreed import REMARK_MAX
from app.reports import pdf, workshop_words
from tests.agreements import CELL, agreement, hold, record
from tests.conftest import CELLS, Scribe
from tests.pages import words
from tests.reports.examples import CHECKLIST, results
from tests.reports.pages import part, texts
from tests.reports.reading import section
from tests.reports.snapshots import FINAL, cell, long_agreements, pack

HELD = (
    "Workshop of 12 November 2026: 8 people joined (KAM unit 5, Senior management team 2, others 1). They voted "
    "anonymously on elements A and B and gave 71 answers. 9 cells were agreed, 1 left open."
)
RULE = (
    "Each person voted alone, and nobody saw any votes on a cell before they were revealed. The room then agreed a "
    "score; the median, of two middle votes the lower one, was a suggestion. The spread of votes is called wide when a "
    "quarter or more of them stand two or more stages from the median, otherwise close when more than half are for one "
    "stage, and else some. Distributions of fewer than 5 votes were not shown."
)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, HELD),
        ({"named": True}, "They voted under their names on elements A and B"),
        ({"elements": ("I",), "answers": 1}, "They voted anonymously on element I and gave 1 answer."),
        ({"elements": ("A", "B", "I")}, "on elements A, B and I and gave"),
        ({"agreed": 1, "left_open": 0}, "1 cell was agreed, 0 left open."),
        ({"joined": {"other": 1}}, "1 person joined (others 1). They"),
        ({"joined": {}}, "0 people joined. They"),
        ({"joined": {"kam_unit": 0}}, "0 people joined. They"),
    ],
    ids=str,
)
def test_it_says_how_a_workshop_was_held(details: dict[str, Any], said: str) -> None:
    assert said in workshop_words.held(CHECKLIST, record(**details))


def test_the_results_say_it_with_the_rule(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=2)
    hold(scribe, cycle_id, {cell: agreement(2) for cell in CELLS[:9]})
    scribe.finish(cycle_id)
    said = words(section(results(client, cycle_id), "scored"))
    assert said.endswith(
        f"How it was scored 9 of 45 scores were agreed in a workshop. {HELD} The rule of agreement {RULE}"
    )


def test_the_results_of_a_draft_say_it_too(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    hold(scribe, cycle_id)
    assert HELD in words(section(results(client, cycle_id), "scored"))


def test_the_results_say_nothing_of_it_without_a_workshop(client: TestClient, scribe: Scribe) -> None:
    page = results(client, scribe.final())
    assert "How it was scored" not in page
    assert "agreed" not in words(section(page, "notes"))


def test_the_notes_tell_rationale_and_dissent(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=2)
    told = {
        cell("A", 0): agreement(2, rationale="Seen <in> plans.\nTwice.", dissent="Two saw a 1."),
        cell("A", 1): agreement(2),
        cell("A", 2): agreement(2, dissent="Sales did not."),
        cell("A", 3): agreement(1),
    }
    hold(scribe, cycle_id, told)
    scribe.score(cycle_id, {cell("A", 3): 3})
    page = section(results(client, cycle_id), "notes")
    place = "in the workshop of 12 November 2026, 14 votes"
    assert words(page.split("checklist.</p>")[1]) == (
        f"A Strategy 2 Key account manager Agreed {place}. Why: Seen <in> plans. Twice. Seen differently: Two saw a 1. "
        f"Evidence not stated. 2 KAM team Agreed {place}. Seen differently: Sales did not. Evidence not stated. "
        f"3 Associated functions Agreed 1 {place}, changed since. Evidence not stated."
    )
    assert "Seen &lt;in&gt; plans.\nTwice." in page


def test_the_board_pack_tells_each_agreement() -> None:
    told = part(pack("agreed"), "Element by element", "Method")
    for at in FINAL.scores:
        if at not in {cell("B", 0), cell("I", 4)}:
            assert f"Agreed in the workshop of 12 November 2026, 14 votes. Seen in {at.element}, {at.group}." in told
            assert (f"Seen differently. Not in all of {at.element}, {at.group}." in told) is (at.element != "A")
    assert "Agreed 3 in the workshop of 12 November 2026, 14 votes, changed since." in told
    assert told.count("Agreed") == 44
    assert told.count("Seen differently.") == 38


def test_the_board_pack_explains_how_it_was_scored() -> None:
    method = part(pack("agreed"), "This assessment", "The instrument")
    assert "How it was scored 43 of 45 scores were agreed in a workshop. 1 agreed score was changed since." in method
    assert HELD in method
    assert "0 people joined. They voted under their names on element I and gave 71 answers." in method
    assert RULE in method
    assert "Distributions of fewer than 3 votes were not shown." in method


def test_its_method_then_takes_two_pages_and_leaves_no_last_lines_alone() -> None:
    first, second = texts(pack("agreed"))[-2:]
    assert [heading in first for heading in ("Method", "How it was scored", "The scores")] == [True, True, False]
    assert all(heading in second for heading in ("The scores", "Scope", "Source"))


@pytest.mark.no_cover
def test_the_board_pack_says_nothing_of_it_without_a_workshop() -> None:
    pages = texts(pack("final"))
    everything = " ".join(pages)
    assert "How it was scored" not in everything
    assert all(heading in pages[-1] for heading in ("Method", "The scores", "Source"))
    assert "Agreed" not in everything


@pytest.mark.no_cover
def test_the_board_pack_prints_the_longest_remarks_from_beginning_to_end() -> None:
    printed = " ".join(texts(pack("agreements")))
    assert printed.count("#") == 67
    for at, answer in long_agreements().answers.items():
        assert answer.agreed
        assert len(answer.agreed.rationale) == REMARK_MAX
        remarks = answer.agreed.rationale + answer.agreed.dissent
        for said in ("we agreed.", "some did not."):
            sentence = f"In {at.element}, {at.group}, {said}"
            assert printed.count(sentence) >= remarks.count(sentence) - 1  # one may lie across two pages


@pytest.mark.no_cover
@pytest.mark.parametrize("text", ["bell\x07 \x1b[31mred\x7f\x85\x00", "<script>window.hacked</script>", "\U0001f3af"])
def test_the_board_pack_prints_whatever_was_said(text: str) -> None:
    answers = {**FINAL.answers, CELL: replace(FINAL.answers[CELL], agreed=agreement(2, rationale=text, dissent=text))}
    strange = replace(FINAL, answers=answers, workshops=(record(rule=text),))
    printed = part(pdf.board_pack(strange), "Element by element", "Method")
    assert "Seen differently." in printed
    if "<" in text:
        assert printed.count(text) == 2
