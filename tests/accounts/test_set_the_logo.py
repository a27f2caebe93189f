"""Giving an organisation a logo, and removing it."""

from contextlib import suppress
from io import BytesIO
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import logos
from app.accounts.service import Member
from app.errors import InvalidInputError
from tests.accounts.trail import trail
from tests.databases import contents
from tests.pages import words
from tests.pictures import picture

PATH, LOGO = "/organisations/1/logo", "/organisations/1/logo.png"
WHOLE = {kind: picture(kind) for kind in ("PNG", "JPEG", "WEBP")}


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png), formats=["PNG"])
    image.load()
    return image


def enormous() -> bytes:
    """Return the beginning of a PNG that says it has 60 000 by 60 000 pixels."""
    png = bytearray(picture())
    png[16:24] = (60_000).to_bytes(4, "big") * 2
    png[29:33] = crc32(png[12:29]).to_bytes(4, "big")
    return bytes(png)


@pytest.mark.parametrize("kind", WHOLE)
def test_it_is_shown_as_a_picture_of_ours(client: TestClient, director: Member, kind: str) -> None:
    response = client.post(PATH, files={"logo": ("../../logo.svg", WHOLE[kind], "image/svg+xml")})
    assert response.headers["location"] == "/organisations/1/settings"
    shown = client.get(LOGO)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["cache-control"] == "private, no-cache"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert opened(shown.content).size == (40, 20)
    assert client.get(LOGO, headers={"if-none-match": shown.headers["etag"]}).status_code == 304
    assert f'src="{LOGO}' in client.get("/organisations/1/settings").text


def test_it_is_made_smaller_and_keeps_its_shape() -> None:
    assert opened(logos.encoded_anew(picture(size=(1500, 300)))).size == (512, 102)


def test_nothing_else_that_the_file_held_is_kept() -> None:
    text = PngInfo()
    text.add_text("Comment", "taken at home")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned by a quarter
    for file in (picture(pnginfo=text, exif=exif), picture("JPEG", exif=exif), picture("WEBP", exif=exif)):
        png = logos.encoded_anew(file + b"taken at home")
        assert b"taken at home" in file
        assert b"taken at home" not in png
        assert opened(png).info == {}
        assert opened(png).size == (20, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    assert opened(logos.encoded_anew(picture(mode=mode))).mode == "RGBA"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"", "Choose a picture."),
        (b"x" * (512 * 1024 + 1), "The file has 513 KB. Choose one of at most 512 KB."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "This is not a PNG, JPEG or WebP picture"),
        (picture("GIF"), "This is not a PNG, JPEG or WebP picture"),
        (picture(size=(400, 400))[:200], "This is not a PNG, JPEG or WebP picture"),
        (picture(size=(4000, 2001), mode="1"), "The picture has more than 8 million pixels."),
        (enormous(), "The picture has more than 8 million pixels."),
    ],
    ids=["empty", "long", "svg", "gif", "cut", "large", "enormous"],
)
def test_what_is_no_usable_picture_is_refused(monkeypatch: pytest.MonkeyPatch, file: bytes, message: str) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)  # WeasyPrint allows them, but not in a server
    with pytest.raises(InvalidInputError) as refused:
        logos.encoded_anew(file)
    assert refused.value.fields["logo"].startswith(message)


def test_a_refusal_is_shown_and_nothing_changes(client: TestClient, director: Member, engine: Engine) -> None:
    before = contents(engine)
    response = client.post(PATH, files={"logo": ("logo.png", b"no picture")})
    assert response.status_code == 422
    assert "This is not a PNG, JPEG or WebP picture that can be read." in words(response.text)
    assert 'id="logo-error"' in response.text
    assert contents(engine) == before


@pytest.mark.parametrize("form", [{"logo": "text"}, {"other": "text"}, {}])
def test_a_form_without_a_file_is_refused(client: TestClient, director: Member, form: dict[str, str]) -> None:
    assert client.post(PATH, data=form).status_code == 422
    assert client.post(PATH, files={"other": b"x"}).status_code == 422


@given(kind=st.sampled_from(sorted(WHOLE)), at=st.integers(0, 200), junk=st.binary(min_size=1, max_size=40))
def test_whatever_is_wrong_with_a_file_it_is_a_picture_or_refused(kind: str, at: int, junk: bytes) -> None:
    file = bytearray(WHOLE[kind])
    file[at : at + len(junk)] = junk
    with suppress(InvalidInputError):
        assert opened(logos.encoded_anew(bytes(file))).format == "PNG"


def test_it_can_be_removed(client: TestClient, director: Member) -> None:
    client.post(PATH, files={"logo": ("logo.png", picture())})
    assert client.post(f"{PATH}/remove").status_code == 303
    assert client.get(LOGO).status_code == 404


def test_it_is_in_the_audit_trail(session: Session, director: Member) -> None:
    logos.set_logo(session, director, picture())
    logos.set_logo(session, director, picture(size=(9, 9)))
    logos.remove_logo(session, director)
    logos.remove_logo(session, director)
    said = [(action, bool(before), bool(after)) for _, action, _, before, after in trail(session)]
    assert said == [("logo.set", False, True), ("logo.set", True, True), ("logo.removed", True, False)]
