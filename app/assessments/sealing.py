"""The canonical JSON of a snapshot, and the SHA-256 that makes a finished assessment tamper-evident."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from app.assessments.agreed import Agreement, WorkshopRecord
from app.assessments.snapshot import Answer, Carried, Evidence, Seal, Snapshot
from app.maturity.checklist import (
    Band,
    Cell,
    CellId,
    Checklist,
    Credit,
    Element,
    Group,
    Stage,
    Term,
)

# The second tells what became of copied scores, the third what workshops agreed, too. A cycle without either is
# written as ever: its hash stays the same.
FORMAT, FORMAT_OF_COPIES, FORMAT_OF_WORKSHOPS = 1, 2, 3
PARTS = {"stages": Stage, "groups": Group, "elements": Element, "bands": Band, "glossary": Term}


def to_json(snapshot: Snapshot) -> str:
    """Return the snapshot as canonical JSON: sorted keys, no spaces, UTF-8 as it is.

    The hash of a seal is not in it, since it is made of it.
    """
    seal = snapshot.seal
    content = {
        "format": _format(snapshot),
        "checklist": _checklist_content(snapshot.checklist),
        "organisation": snapshot.organisation,
        "unit": snapshot.unit,
        "title": snapshot.title,
        "held_on": snapshot.held_on.isoformat(),
        "out_of_scope": list(snapshot.out_of_scope),
        "scope_reason": snapshot.scope_reason,
        "revision": snapshot.revision,
        "revision_reason": snapshot.revision_reason,
        "answers": [_answer_content(snapshot, cell) for cell in snapshot.checklist.cells],
        "overall": snapshot.result.overall.score,
        "band": snapshot.result.band.key if snapshot.result.band else None,
        "sealed_at": seal.at.isoformat() if seal else None,
        "sealed_by": seal.by if seal else None,
    }
    if snapshot.copied_from:
        content["copied_from"] = snapshot.copied_from
    if snapshot.tells_of_workshops:
        content["workshops"] = [_dated(record) for record in snapshot.workshops]
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(snapshot: Snapshot) -> str:
    """Return the SHA-256 (64 hex digits) of the snapshot: equal content, equal fingerprint."""
    return digest(to_json(snapshot))


def digest(content: str) -> str:
    """Return the SHA-256 of canonical JSON, as 64 hex digits."""
    return sha256(content.encode()).hexdigest()


def seal(snapshot: Snapshot, at: datetime, by: str) -> tuple[Snapshot, str]:
    """Return the sealed snapshot and its canonical JSON. The draft must be complete."""
    unsealed = Seal(at, by, "")
    content = to_json(replace(snapshot, seal=unsealed))
    return replace(snapshot, seal=Seal(at, by, digest(content))), content


@lru_cache(maxsize=64)
def from_json(content: str) -> Snapshot:
    """Return the sealed snapshot that canonical JSON holds. ValueError when it is of another format."""
    data = json.loads(content)
    if not FORMAT <= data["format"] <= FORMAT_OF_WORKSHOPS:
        known = f"{FORMAT} to {FORMAT_OF_WORKSHOPS}"
        raise ValueError(f"a snapshot of format {data['format']}, but this version reads formats {known}")
    return Snapshot(
        checklist=_checklist(data["checklist"]),
        organisation=data["organisation"],
        unit=data["unit"],
        title=data["title"],
        held_on=date.fromisoformat(data["held_on"]),
        answers={CellId(item["element"], item["group"]): _answer(item) for item in data["answers"]},
        out_of_scope=tuple(data["out_of_scope"]),
        scope_reason=data["scope_reason"],
        revision=data["revision"],
        revision_reason=data["revision_reason"],
        copied_from=data.get("copied_from", ""),
        workshops=tuple(_record(item) for item in data.get("workshops", ())),
        seal=Seal(datetime.fromisoformat(data["sealed_at"]), data["sealed_by"], digest(content)),
    )


def _format(snapshot: Snapshot) -> int:
    if snapshot.tells_of_workshops:
        return FORMAT_OF_WORKSHOPS
    return FORMAT_OF_COPIES if snapshot.copied_from else FORMAT


def _answer_content(snapshot: Snapshot, cell: CellId) -> dict[str, Any]:
    answer = snapshot.answer(cell)
    content: dict[str, Any] = {
        "element": cell.element,
        "group": cell.group,
        "score": answer.score,
        "evidence": answer.evidence,
        "note": answer.note,
    }
    if snapshot.copied_from:
        content["carried"] = answer.carried
    if snapshot.tells_of_workshops:
        content["agreed"] = _dated(answer.agreed) if answer.agreed else None
    return content


def _answer(item: Mapping[str, Any]) -> Answer:
    evidence, carried, agreed = item["evidence"], item.get("carried"), item.get("agreed")
    return Answer(
        item["score"],
        None if evidence is None else Evidence(evidence),
        item["note"],
        None if carried is None else Carried(carried),
        Agreement(**agreed | {"held_on": date.fromisoformat(agreed["held_on"])}) if agreed else None,
    )


def _record(item: Mapping[str, Any]) -> WorkshopRecord:
    read = {"held_on": date.fromisoformat(item["held_on"]), "elements": tuple(item["elements"])}
    return WorkshopRecord(**dict(item) | read)


def _dated(held: Agreement | WorkshopRecord) -> dict[str, Any]:
    return _plain(held) | {"held_on": held.held_on.isoformat()}


def _checklist_content(checklist: Checklist) -> dict[str, Any]:
    content = {spec.name: getattr(checklist, spec.name) for spec in fields(checklist)}
    return content | {
        "credit": _plain(checklist.credit),
        **{name: [_plain(item) for item in content[name]] for name in PARTS},
        "cells": [{**cell.id._asdict(), "descriptions": cell.descriptions} for cell in checklist.cells.values()],
    }


def _plain(item: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the checklist's dataclasses
    return {spec.name: getattr(item, spec.name) for spec in fields(item)}


def _checklist(content: Mapping[str, Any]) -> Checklist:
    cells = [Cell(CellId(item["element"], item["group"]), tuple(item["descriptions"])) for item in content["cells"]]
    return Checklist(
        **dict(content)
        | {"credit": Credit(**content["credit"])}
        | {name: tuple(kind(**item) for item in content[name]) for name, kind in PARTS.items()}
        | {"cells": {cell.id: cell for cell in cells}}
    )
