from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Pdf

from app.reports import wording
from tests.reports.pages import faults
from tests.reports.snapshots import FINAL, pack

# Drawing a pack takes seconds, twice as many when measured; others measure the same code.
pytestmark = pytest.mark.no_cover


def elements(pdf: bytes, kind: str) -> Iterator[Any]:
    """Every element of this kind, in the order in which it is read."""

    def below(element: Any) -> Iterator[Any]:
        if not isinstance(element, Dictionary) or "/S" not in element:
            return
        yield element
        kids = element.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            yield from below(kid)

    with Pdf.open(BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot.K[0]
        yield from (element for element in below(root) if kind == element.S)


@pytest.mark.parametrize("name", ["final", "draft", "without E", "long", "notes", "agreed", "agreements"])
def test_it_satisfies_three_checkers(name: str, tmp_path: Path) -> None:
    assert faults(pack(name), tmp_path) == []


def test_the_checkers_see_what_is_wrong(tmp_path: Path) -> None:
    with Pdf.open(BytesIO(pack("final"))) as document:
        del document.Root.Lang
        for item in document.objects:
            if isinstance(item, Dictionary) and item.get("/S") == "/TH":
                del item.A
        spoilt = BytesIO()
        document.save(spoilt)
    checkers = {fault.split()[0] for fault in faults(spoilt.getvalue(), tmp_path)}
    assert checkers == {"page-validation", "outloud", "pdfua"}


def test_it_says_which_way_each_header_cell_points() -> None:
    pointing = [(str(header.P.P.S), str(header.A.Scope)) for header in elements(pack("final"), "/TH")]
    assert len(pointing) > 40
    assert set(pointing) == {("/THead", "/Column"), ("/TBody", "/Row"), ("/TFoot", "/Row")}


def test_it_tells_each_chart_in_words() -> None:
    told = [str(figure.Alt) for figure in elements(pack("final"), "/Figure")]
    profile, radar = wording.alt_text(FINAL, "profile"), wording.alt_text(FINAL, "radar")
    assert told[1:] == [profile, profile, radar]
    assert told[0].startswith("The overall score: 71 on a scale from 0 to 135.")


def test_it_says_where_each_figure_lies_in_the_units_of_the_page() -> None:
    boxes = [[float(edge) for edge in figure.A.BBox] for figure in elements(pack("final"), "/Figure")]
    assert len(boxes) == 4
    for left, bottom, right, top in boxes:
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842
    scale, profile, *_ = boxes
    assert scale[1] > profile[3]  # the scale stands above the profile


def test_it_keeps_running_heads_and_feet_out_of_what_is_read_aloud() -> None:
    with Pdf.open(BytesIO(pack("final"))) as document:
        for sheet in document.pages:
            content = sheet.Contents.read_bytes()
            assert content.count(b"/Artifact <</Type /Pagination>> BDC") >= 4  # organisation, cycle, status, number
