from datetime import UTC, date, datetime

import pytest

from app.assessments.snapshot import Seal, Snapshot
from app.maturity.loading import load
from app.reports.filenames import attachment, file_name

SEAL = Seal(datetime(2026, 11, 12, tzinfo=UTC), "Dana Director", "0" * 64)


def snapshot(title: str, unit: str = "Whole company", revision: int = 1, seal: Seal | None = SEAL) -> Snapshot:
    return Snapshot(load(), "Example", unit, title, date(2026, 11, 12), revision=revision, seal=seal)


@pytest.mark.parametrize(
    ("title", "unit", "name"),
    [
        ("2026 H2", "Whole company", "2026 H2 - Whole company - KAM Maturity.pdf"),
        ("Größe", "Zürich", "Größe - Zürich - KAM Maturity.pdf"),
        ("H2/2026: a \\ <b>?*|", '"Coatings"', "H2-2026- a - -b - Coatings - KAM Maturity.pdf"),
        ("../../etc", "...", "etc - KAM Maturity.pdf"),
        ("two\nlines\x00", "fdp\u202egpj", "two lines - fdp gpj - KAM Maturity.pdf"),
        ("...", "---", "KAM Maturity.pdf"),
    ],
)
def test_it_holds_nothing_that_a_file_system_refuses_or_a_reader_misreads(title: str, unit: str, name: str) -> None:
    assert file_name(snapshot(title, unit), "pdf") == name


def test_it_names_a_revision_and_a_draft() -> None:
    assert file_name(snapshot("H2", revision=2), "csv") == "H2 revision 2 - Whole company - KAM Maturity.csv"
    assert file_name(snapshot("H2", seal=None), "csv") == "H2 - Whole company - KAM Maturity DRAFT.csv"


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀"])
def test_it_stays_short_enough_for_any_file_system(letter: str) -> None:
    name = file_name(snapshot(letter * 80, letter * 120, revision=99, seal=None), "json")
    assert len(name.encode()) <= 255
    assert "\ufffd" not in name
    assert name.endswith(" - KAM Maturity DRAFT.json")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("H2 - KAM.pdf", "attachment; filename=\"H2 - KAM.pdf\"; filename*=UTF-8''H2%20-%20KAM.pdf"),
        ("Größe.pdf", "attachment; filename=\"Groe.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf"),
        ("漢 - KAM.pdf", "attachment; filename=\"KAM.pdf\"; filename*=UTF-8''%E6%BC%A2%20-%20KAM.pdf"),
        ("it's; here.pdf", "attachment; filename=\"it's; here.pdf\"; filename*=UTF-8''it%27s%3B%20here.pdf"),
    ],
)
def test_it_is_told_to_old_and_to_new_browsers(name: str, header: str) -> None:
    assert attachment(name) == header
    assert header.isascii()
