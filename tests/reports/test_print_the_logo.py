"""The organisation's logo stands on the first page of the board pack; the sealed result knows nothing of it."""

import asyncio
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Name, Pdf
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.accounts import logos
from app.accounts.service import Member
from app.reports import pdf
from app.reports.renderer import Renderer
from tests.conftest import Scribe
from tests.pictures import picture
from tests.reports.conftest import Draughtsman
from tests.reports.pages import faults, texts
from tests.reports.snapshots import DRAFT, FINAL, longest, pack
from tests.reports.test_tag_the_board_pack import elements

# Drawing a pack takes seconds, twice as many when measured; others measure the same code.
pytestmark = pytest.mark.no_cover
LOGO = logos.encoded_anew(picture(size=(900, 300), mode="RGBA"))


@pytest.fixture(scope="module")
def printed() -> bytes:
    """The board pack of a final cycle with a logo."""
    return pdf.board_pack(FINAL, logo=LOGO)


def test_it_stands_on_the_first_page_alone(printed: bytes) -> None:
    with Pdf.open(BytesIO(printed)) as document:  # a chart is drawn, so it is no image
        [(name, image)] = document.pages[0].get_images().items()
        assert (image.Width, image.Height) == (512, 171)
        drawn = [sheet.Contents.read_bytes().count(f"{name} Do".encode()) for sheet in document.pages]
    assert drawn == [1] + [0] * (len(drawn) - 1)


def test_it_is_told_in_words(printed: bytes) -> None:
    assert str(next(elements(printed, "/Figure")).Alt) == "Logo of Example Manufacturing Group"


def test_it_is_in_the_margins_of_the_sheet(printed: bytes) -> None:
    with Pdf.open(BytesIO(printed)) as document:
        items = (item for item in document.objects if isinstance(item, type(document.Root)))
        figures = [item for item in items if item.get(Name.S) == Name.Figure]
        left, bottom, right, top = next(
            tuple(map(float, figure.A.BBox)) for figure in figures if str(figure.Alt).startswith("Logo")
        )
    assert right - left == pytest.approx(3 * (top - bottom), rel=0.01)  # as it is, not stretched
    assert right < 595 - 56  # 20 mm of margin
    assert top < 842 - 65


@pytest.mark.parametrize("snapshot", [FINAL, DRAFT], ids=["final", "draft"])
def test_three_checkers_find_no_fault(snapshot, tmp_path: Path) -> None:
    assert faults(pdf.board_pack(snapshot, logo=LOGO), tmp_path) == []


def test_it_gives_the_same_bytes_for_the_same_logo(printed: bytes) -> None:
    assert pdf.board_pack(replace(FINAL), logo=bytes(LOGO)) == printed


def test_it_gives_other_bytes_for_another(printed: bytes) -> None:
    another = logos.encoded_anew(picture(size=(30, 30)))
    assert len({printed, pdf.board_pack(FINAL, logo=another), pack("final")}) == 3


def test_everything_else_is_as_it_was(printed: bytes) -> None:
    assert texts(printed) == texts(pack("final"))


@pytest.mark.parametrize("size", [(500, 20), (20, 500), (512, 512)], ids=["broad", "tall", "square"])
def test_the_summary_keeps_to_its_page_with_the_longest_texts(size: tuple[int, int]) -> None:
    logo = logos.encoded_anew(picture(size=size))
    assert texts(pdf.board_pack(longest("WWWWWWWWW "), logo=logo))[1].startswith("Results Profile by element")


def test_it_is_that_of_the_organisation(
    client: TestClient, scribe: Scribe, director: Member, session: Session, draughtsman: Draughtsman
) -> None:
    cycle_id = scribe.final()
    sealed = client.get(f"/cycles/{cycle_id}/result.json").content
    client.get(f"/cycles/{cycle_id}/board-pack.pdf")
    logos.set_logo(scribe.session, director, LOGO)
    scribe.session.commit()
    client.get(f"/cycles/{cycle_id}/board-pack.pdf")
    (_, seal), (_, same_seal, logo) = draughtsman.asked
    assert logo == LOGO
    assert seal == same_seal
    assert client.get(f"/cycles/{cycle_id}/result.json").content == sealed


def test_what_was_printed_with_another_logo_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    async def made(_renderer: Renderer, name: str, *_: object) -> bytes:
        names.append(name)
        return b""

    monkeypatch.setattr(Renderer, "_made", made)
    for logo in (b"", b"one", b"another", b"one"):
        asyncio.run(Renderer().pdf(FINAL, "key", logo=logo))
    assert len(set(names)) == 3
    assert names[1] == names[3]
