"""The canonical JSON of a snapshot, and the hash that every change of it changes."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments import sealing
from app.assessments.agreed import Agreement
from app.assessments.snapshot import Answer, Carried, Evidence, Seal, Snapshot
from app.maturity.checklist import CellId, Checklist
from app.maturity.loading import load
from tests.agreements import record

AT = datetime(2026, 11, 12, 15, 30, tzinfo=UTC)
CELL = CellId("A", "kam_unit")


ANSWER = Answer(2, Evidence.DOCUMENTED, "Why — «so».")


def snapshot_of(answer: Answer = ANSWER) -> Snapshot:
    checklist = load()
    return Snapshot(
        checklist=checklist,
        organisation="Example Manufacturing Group",
        unit="Whole company",
        title="2026 H2",
        held_on=date(2026, 11, 12),
        answers=dict.fromkeys(checklist.cells, Answer(1)) | {CELL: answer},
        revision=2,
        revision_reason="A score was wrong.",
    )


def hash_of(snapshot: Snapshot, at: datetime = AT, by: str = "Dana Director") -> str:
    seal = sealing.seal(snapshot, at, by)[0].seal
    assert seal is not None
    return seal.sha256


def test_it_puts_when_who_and_the_hash_on_the_snapshot() -> None:
    sealed, content = sealing.seal(snapshot_of(), AT, "Dana Director")
    assert sealed == replace(snapshot_of(), seal=Seal(AT, "Dana Director", sealing.digest(content)))
    assert sealed.seal is not None
    assert re.fullmatch("[0-9a-f]{64}", sealed.seal.sha256)


def test_its_json_is_canonical() -> None:
    content = sealing.seal(snapshot_of(), AT, "Dana Director")[1]
    again = json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert content == again
    assert "Why — «so»." in content


def test_what_copied_nothing_has_the_hash_it_has_always_had() -> None:
    assert hash_of(snapshot_of()) == "6bac4f143f582f4bfeb9031885fa17a081187e817dad657204ee67e0b3a6b06d"


def test_its_json_says_what_became_of_copied_scores() -> None:
    copied = replace(snapshot_of(replace(ANSWER, carried=Carried.CHANGED)), copied_from="2026 H1")
    sealed, content = sealing.seal(copied, AT, "Dana Director")
    data = json.loads(content)
    assert (data["format"], data["copied_from"]) == (2, "2026 H1")
    assert [data["answers"][place]["carried"] for place in (0, 1)] == [None, "changed"]
    assert sealing.from_json(content) == sealed
    assert sealing.to_json(sealing.from_json(content)) == content


def test_its_json_says_what_a_reader_without_this_program_needs() -> None:
    data = json.loads(sealing.seal(snapshot_of(), AT, "Dana Director")[1])
    assert data["format"] == 1
    assert data["checklist"]["version"] == "kam-2009"
    assert (data["overall"], data["band"], data["sealed_at"]) == (46, "ready", "2026-11-12T15:30:00+00:00")
    assert len(data["answers"]) == len(data["checklist"]["cells"]) == 45
    assert data["answers"][1] == {
        "element": "A",
        "group": "kam_unit",
        "score": 2,
        "evidence": "documented",
        "note": "Why — «so».",
    }
    assert all(len(cell["descriptions"]) == 4 for cell in data["checklist"]["cells"])


def test_the_same_content_has_the_same_hash_in_whatever_order_it_was_entered() -> None:
    snapshot = snapshot_of()
    backwards = replace(snapshot, answers=dict(reversed(list(snapshot.answers.items()))))
    assert sealing.fingerprint(snapshot) == sealing.fingerprint(backwards)
    assert hash_of(snapshot) == hash_of(backwards)


def test_an_empty_answer_is_as_good_as_none() -> None:
    snapshot = snapshot_of(Answer())
    without = replace(snapshot, answers={cell: at for cell, at in snapshot.answers.items() if cell != CELL})
    assert sealing.fingerprint(snapshot) == sealing.fingerprint(without)


def test_it_can_be_read_back() -> None:
    sealed, content = sealing.seal(snapshot_of(), AT, "Dana Director")
    read = sealing.from_json(content)
    assert read == sealed
    assert sealing.to_json(read) == content
    assert read.result == sealed.result


def test_it_can_be_read_back_with_an_element_out_of_scope() -> None:
    snapshot = replace(snapshot_of(), out_of_scope=("E",), scope_reason="One country.")
    read = sealing.from_json(sealing.seal(snapshot, AT, "Dana Director")[1])
    assert (read.out_of_scope, read.scope_reason, read.result.overall.maximum) == (("E",), "One country.", 120)


def test_a_draft_has_a_fingerprint_without_a_seal() -> None:
    draft = snapshot_of()
    assert json.loads(sealing.to_json(draft))["sealed_at"] is None
    assert sealing.fingerprint(draft) != hash_of(draft)
    incomplete = replace(draft, answers={})
    assert json.loads(sealing.to_json(incomplete))["band"] is None


def test_it_reads_no_other_format() -> None:
    content = json.loads(sealing.to_json(snapshot_of())) | {"format": 4}
    with pytest.raises(ValueError, match="format 4, but this version reads formats 1 to 3"):
        sealing.from_json(json.dumps(content))


CHANGES: dict[str, Callable[[Snapshot], Snapshot]] = {
    "organisation": lambda it: replace(it, organisation="Another"),
    "unit": lambda it: replace(it, unit="Another"),
    "title": lambda it: replace(it, title="2027 H1"),
    "held_on": lambda it: replace(it, held_on=date(2026, 11, 13)),
    "out_of_scope": lambda it: replace(it, out_of_scope=("E",)),
    "scope_reason": lambda it: replace(it, scope_reason="Because."),
    "revision": lambda it: replace(it, revision=3),
    "revision_reason": lambda it: replace(it, revision_reason="Another."),
    "copied_from": lambda it: replace(it, copied_from="2026 H1"),
    "workshops": lambda it: replace(it, workshops=(record(),)),
    "answers": lambda it: replace(it, answers={}),
    "checklist": lambda it: replace(it, checklist=replace(it.checklist, version="kam-2010")),
}


def test_every_field_of_a_snapshot_is_tried() -> None:
    assert {*CHANGES, "seal"} == {spec.name for spec in fields(Snapshot)}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_changes_the_hash(change: Callable[[Snapshot], Snapshot]) -> None:
    before = snapshot_of()
    assert hash_of(change(before)) != hash_of(before)
    assert sealing.fingerprint(change(before)) != sealing.fingerprint(before)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(3, Evidence.DOCUMENTED, "Why — «so»."),
        Answer(2, Evidence.NONE, "Why — «so»."),
        Answer(2, None, "Why — «so»."),
        Answer(2, Evidence.DOCUMENTED, "Why — «so»"),
        Answer(None, Evidence.DOCUMENTED, "Why — «so»."),
    ],
    ids=str,
)
def test_every_change_of_an_answer_changes_the_hash(answer: Answer) -> None:
    assert hash_of(snapshot_of(answer)) != hash_of(snapshot_of())


@pytest.mark.parametrize("carried", Carried)
def test_what_became_of_a_copied_score_changes_the_hash(carried: Carried) -> None:
    copied = replace(snapshot_of(), copied_from="2026 H1")
    another = replace(snapshot_of(replace(ANSWER, carried=carried)), copied_from="2026 H1")
    assert hash_of(another) != hash_of(copied)


def test_when_and_by_whom_change_the_hash() -> None:
    later, another = hash_of(snapshot_of(), AT + timedelta(seconds=1)), hash_of(snapshot_of(), by="Sam")
    assert len({hash_of(snapshot_of()), later, another}) == 3


def _other(value: Any) -> Any:
    """Return a value of the same kind that differs."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case tuple():
            return (_other(value[0]), *value[1:])
        case dict():
            first = next(iter(value))
            return value | {first: _other(value[first])}
    return next(_versions(value))


def _versions(item: Any) -> Any:
    """Yield a dataclass with each of its fields, and theirs, changed in turn."""
    assert is_dataclass(item)
    assert not isinstance(item, type)
    for spec in fields(item):
        value = getattr(item, spec.name)
        first = _first(value)
        if is_dataclass(first):
            for changed in _versions(first):
                yield replace(item, **{spec.name: _with(value, changed)})
        elif not isinstance(value, CellId):
            yield replace(item, **{spec.name: _other(value)})


def _first(value: Any) -> Any:
    if isinstance(value, tuple):
        return value[0]
    return next(iter(value.values())) if isinstance(value, dict) else value


def _with(value: Any, changed: Any) -> Any:
    if isinstance(value, tuple):
        return (changed, *value[1:])
    return value | {next(iter(value)): changed} if isinstance(value, dict) else changed


def _checklists() -> list[Checklist]:
    return list(_versions(load()))


def test_every_text_and_number_of_the_checklist_is_under_the_hash() -> None:
    draft = snapshot_of()
    versions = _checklists()
    assert len(versions) > 25
    prints = {sealing.digest(sealing.to_json(_unscored(draft, checklist))) for checklist in versions}
    assert len(prints) == len(versions)
    assert sealing.digest(sealing.to_json(_unscored(draft, draft.checklist))) not in prints


def _unscored(snapshot: Snapshot, checklist: Checklist) -> Snapshot:
    return replace(snapshot, checklist=checklist, answers={})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
answers = st.builds(
    Answer,
    score=st.integers(0, 3),
    evidence=st.none() | st.sampled_from(Evidence),
    note=TEXTS,
    agreed=st.none() | st.builds(Agreement, st.integers(0, 3), st.dates(), st.integers(0), TEXTS, TEXTS),
)


@given(st.dictionaries(st.sampled_from(list(load().cells)), answers), st.text(max_size=20).filter(str.isprintable))
def test_whatever_was_said_can_be_read_back(said: dict[CellId, Answer], title: str) -> None:
    snapshot = snapshot_of()
    snapshot = replace(snapshot, title=title, answers={**snapshot.answers, **said})
    sealed, content = sealing.seal(snapshot, AT, "Dana Director")
    assert sealing.from_json(content) == sealed
    assert sealing.digest(content) == hash_of(snapshot)
