"""Static files: kept for good under an address with a version, asked for again under any other."""

import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.settings import ROOT
from app.web.static import ASK_AGAIN, FOR_GOOD, KeptFiles, content_of
from app.web.templates import asset


def test_an_address_changes_with_the_content() -> None:
    addresses = {asset(name) for name in ("base.css", "tokens.css", "components.css")}
    assert len({address.partition("?v=")[2] for address in addresses}) == 3


def test_a_file_that_is_not_there_has_no_address() -> None:
    with pytest.raises(FileNotFoundError):
        asset("nothing.css")


def test_it_is_kept_for_good_under_its_own_address(client: TestClient) -> None:
    response = client.get(asset("base.css"))
    assert response.status_code == 200
    assert response.headers["cache-control"] == FOR_GOOD
    assert response.text == (ROOT / "static" / "base.css").read_text()


def test_it_is_asked_for_again_under_any_other(client: TestClient) -> None:
    first = client.get("/static/base.css")
    assert first.headers["cache-control"] == ASK_AGAIN
    again = client.get("/static/base.css", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == ASK_AGAIN


@pytest.mark.parametrize("path", ["../app/main.py", "%2e%2e/app/main.py", "..%2fpyproject.toml", "vendor"])
def test_it_serves_nothing_beside_its_files(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"), [("base.css", "text/css"), ("page.js", "text/javascript"), ("icon.svg", "image/svg+xml")]
)
def test_it_says_what_a_file_is(client: TestClient, name: str, kind: str) -> None:
    assert client.get(f"/static/{name}").headers["content-type"] == f"{kind}; charset=utf-8"


@pytest.mark.parametrize("name", ["base.css", "icon.svg", "vendor/fonts/inter-latin-opsz-normal.woff2"])
def test_it_sends_the_whole_file(client: TestClient, name: str) -> None:
    for accepted in ("identity", "gzip"):
        answer = client.get(f"/static/{name}", headers={"accept-encoding": accepted})
        assert answer.content == (ROOT / "static" / name).read_bytes()


@pytest.mark.parametrize("name", ["components.css", "vendor/htmx.min.js", "icon.svg"])
def test_it_compresses_text_for_who_can_read_that(client: TestClient, name: str) -> None:
    whole = client.head(f"/static/{name}", headers={"accept-encoding": "identity"}).headers
    packed = client.head(f"/static/{name}", headers={"accept-encoding": "br, gzip"}).headers
    assert "content-encoding" not in whole
    assert (packed["content-encoding"], packed["vary"]) == ("gzip", "accept-encoding")
    assert int(packed["content-length"]) < int(whole["content-length"])


def test_it_does_not_compress_what_is_compressed_already(client: TestClient) -> None:
    font = client.get("/static/vendor/fonts/inter-latin-opsz-normal.woff2", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in font.headers


def test_what_every_page_needs_is_one_sheet(client: TestClient) -> None:
    sheets = [(ROOT / "static" / name).read_text() for name in ("tokens.css", "base.css", "components.css")]
    assert client.get(asset("house.css")).text == "".join(sheets)


def test_a_sheet_is_sent_with_those_that_it_imports_as_they_are_now(tmp_path: Path) -> None:
    sheet, imported = tmp_path / "sheet.css", tmp_path / "imported.css"
    sheet.write_text('@import url("imported.css");\np { color: inherit }\n')
    for words in ("b { color: red }\n", "b { color: blue }\n"):
        imported.write_text(words)
        assert content_of(sheet).decode() == f"{words}p {{ color: inherit }}\n"


def test_it_sends_a_file_anew_once_it_has_changed(tmp_path: Path) -> None:
    own = TestClient(KeptFiles(directory=tmp_path))
    for number, words in enumerate(("before", "afterwards")):
        (tmp_path / "words.css").write_text(words)
        os.utime(tmp_path / "words.css", (number, number))
        assert own.get("/words.css").text == words
