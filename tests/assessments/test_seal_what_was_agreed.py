"""The third canonical format, which tells what workshops agreed and how they were held."""

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from app.assessments import sealing
from app.assessments.agreed import Agreement
from app.assessments.snapshot import Answer, Carried
from app.maturity.checklist import CellId
from tests.agreements import agreement, record
from tests.assessments.test_seal import ANSWER, AT, CELL, hash_of, snapshot_of


def test_its_json_says_what_workshops_agreed() -> None:
    agreed = replace(snapshot_of(replace(ANSWER, agreed=agreement(2, rationale="Why."))), workshops=(record(),))
    sealed, content = sealing.seal(agreed, AT, "Dana Director")
    data = json.loads(content)
    assert data["format"] == 3
    assert [data["answers"][place]["agreed"] for place in (0, 1)] == [
        None,
        {"score": 2, "held_on": "2026-11-12", "votes": 14, "rationale": "Why.", "dissent": ""},
    ]
    assert data["workshops"] == [
        {
            "held_on": "2026-11-12",
            "named": False,
            "minimum": 5,
            "elements": ["A", "B"],
            "joined": {"kam_unit": 5, "senior_management": 2, "other": 1},
            "answers": 71,
            "agreed": 9,
            "left_open": 1,
            "rule": record().rule,
        }
    ]
    assert "copied_from" not in data
    assert "carried" not in data["answers"][1]
    assert sealing.from_json(content) == sealed
    assert sealing.to_json(sealing.from_json(content)) == content


@pytest.mark.parametrize(
    "left",
    [
        {"workshops": (record(),)},
        {"answers": {CellId("E", "kam_unit"): Answer(agreed=agreement())}, "out_of_scope": ("E",)},
        {"answers": {CELL: Answer(1, agreed=agreement(2))}},
    ],
    ids=["a workshop that agreed nothing", "an agreement out of scope", "an agreement that was changed since"],
)
def test_its_json_says_whatever_a_workshop_left(left: dict[str, Any]) -> None:
    draft = replace(snapshot_of(), **left)
    sealed, content = sealing.seal(draft, AT, "Dana Director")
    assert json.loads(content)["format"] == 3
    read = sealing.from_json(content)
    assert [read.answer(cell) for cell in draft.answers] == list(draft.answers.values())
    assert read.workshops == sealed.workshops


def test_its_json_says_both_what_was_copied_and_what_was_agreed() -> None:
    answer = replace(ANSWER, carried=Carried.CHANGED, agreed=agreement(2))
    both = replace(snapshot_of(answer), copied_from="2026 H1")
    sealed, content = sealing.seal(both, AT, "Dana Director")
    assert (json.loads(content)["format"], json.loads(content)["copied_from"]) == (3, "2026 H1")
    assert sealing.from_json(content) == sealed


@pytest.mark.parametrize(
    "change",
    [{"score": 1}, {"held_on": date(2026, 11, 13)}, {"votes": 13}, {"rationale": "Why."}, {"dissent": "Why not."}],
    ids=str,
)
def test_every_change_of_an_agreement_changes_the_hash(change: dict[str, Any]) -> None:
    assert change.keys() <= {spec.name for spec in fields(Agreement)}
    agreed = replace(ANSWER, agreed=agreement(2))
    changed = replace(ANSWER, agreed=replace(agreement(2), **change))
    assert hash_of(snapshot_of(changed)) != hash_of(snapshot_of(agreed)) != hash_of(snapshot_of())


@pytest.mark.parametrize(
    "change",
    [
        {"held_on": date(2026, 11, 13)},
        {"named": True},
        {"minimum": 3},
        {"elements": ("A",)},
        {"joined": {"kam_unit": 5}},
        {"answers": 70},
        {"agreed": 8},
        {"left_open": 2},
        {"rule": "We threw dice."},
    ],
    ids=str,
)
def test_every_change_of_a_workshop_changes_the_hash(change: dict[str, Any]) -> None:
    held, changed = (replace(snapshot_of(), workshops=(record(**details),)) for details in ({}, change))
    assert hash_of(changed) != hash_of(held)
