"""A sheet scored without server or database: the assessment in it, and the files drawn from that."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from app.assessments.sheet.reading import read_file
from app.assessments.snapshot import Snapshot
from app.maturity.loading import load


@dataclass(frozen=True, slots=True)
class Labels:
    """What a sheet does not say of its assessment. Where nothing is given, the file's name and date stand in."""

    organisation: str = ""
    unit: str = ""
    title: str = ""
    held_on: date | None = None


def snapshot_of(path: Path, labels: Labels) -> Snapshot:
    """Return the draft in the CSV file or workbook at ``path``. SheetError with everything that is wrong with it."""
    checklist = load()
    sheet = read_file(path, checklist)
    return Snapshot(
        checklist=checklist,
        organisation=_plain(labels.organisation) or "Organisation not named",
        unit=_plain(labels.unit) or "Whole company",
        title=_plain(labels.title) or _plain(path.stem),
        held_on=labels.held_on or _changed_on(path),
        answers=sheet.answers,
        out_of_scope=sheet.out_of_scope,
        scope_reason=sheet.scope_reason,
    )


def draw_pdf(snapshot: Snapshot) -> bytes:
    """Return the board pack."""
    from app.reports.pdf import board_pack  # noqa: PLC0415 - WeasyPrint takes a second to import

    return board_pack(snapshot)


def draw_profile(snapshot: Snapshot) -> bytes:
    """Return the profile chart as SVG, for a light ground."""
    from app.reports.charts import profile  # noqa: PLC0415 - matplotlib takes half a second to import

    return profile(snapshot, "light")


def draw_radar(snapshot: Snapshot) -> bytes:
    """Return the radar as SVG, for a light ground."""
    from app.reports.charts import radar  # noqa: PLC0415 - matplotlib takes half a second to import

    return radar(snapshot, "light")


def _changed_on(path: Path) -> date:
    changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return changed.astimezone().date()


def _plain(text: str) -> str:
    """Return ``text`` without line breaks, controls and what a terminal passed on but could not read."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
