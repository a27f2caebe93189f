"""Every template compiles, every page has a title, and none needs a policy weaker than ours."""

import re
from pathlib import Path

import pytest
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, Undefined, UndefinedError, nodes

from app.settings import ROOT
from app.web.templates import CompiledTemplates, compile_all, environment, render

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
BASE = "shared/base.html"
# Printed by WeasyPrint from memory, not sent to a browser: it has a head of its own.
PRINTED = {"reports/board_pack.html"}
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle=|<style"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE),
    "a script in an address": re.compile(r"javascript:", re.IGNORECASE),
    "hx-on": re.compile(r"hx-on\b|hx-on:"),
    "a script in hx-vals": re.compile(r"[\"']js:"),
    "a trigger filter": re.compile(r"hx-trigger=\"[^\"]*\["),
    "markup from a variable": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\("),
    "an address of another site": re.compile(r"(?:src|href|action|hx-get|hx-post)=\"(?:https?:)?//"),
}


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def pages() -> list[str]:
    return [name for name in TEMPLATES if f'{{% extends "{BASE}" %}}' in source(name)]


def test_there_are_pages_and_pieces() -> None:
    assert len(pages()) >= 7
    assert set(TEMPLATES) > set(pages())


def test_they_compile() -> None:
    for name in TEMPLATES:
        environment().get_template(name)


def test_each_is_a_page_a_base_or_a_piece_by_its_name() -> None:
    pieces = {name for name in TEMPLATES if Path(name).name.startswith("_")}
    assert pieces == set(TEMPLATES) - set(pages()) - {BASE} - PRINTED


def test_a_page_has_a_title_and_a_main_part() -> None:
    assert {name for name in pages() if not {"title", "main"} <= filled_blocks(name)} == set()


def filled_blocks(name: str) -> set[str]:
    return {block.name for block in environment().parse(source(name)).find_all(nodes.Block) if block.body}


def test_a_page_has_one_main_heading() -> None:
    assert {name for name in pages() if source(name).count("<h1") != 1} == set()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_none_contains(what: str) -> None:
    assert [name for name in TEMPLATES if name not in PRINTED and FORBIDDEN[what].search(source(name))] == []


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("an inline style", '<p style="x">'),
        ("an inline script", "<script>x</script>"),
        ("an inline script", '<script type="module">x</script>'),
        ("an event handler", '<a class="x" onclick="y">'),
        ("hx-on", '<a hx-on:click="y">'),
        ("markup from a variable", "{{ note|safe }}"),
        ("markup from a variable", "{{ note | safe }}"),
        ("a trigger filter", '<a hx-trigger="click[ctrlKey]">'),
        ("an address of another site", '<img src="//cdn.example/x.png">'),
    ],
)
def test_the_check_finds(what: str, example: str) -> None:
    assert FORBIDDEN[what].search(example)


def test_every_form_that_writes_is_posted_to_an_address() -> None:
    forms = found_in_all(r"<form[^>]*>")
    assert forms
    sent = re.compile('method="dialog"|(?=.*method="(post|get)").*action=', re.DOTALL)
    assert [(name, form) for name, form in forms if not sent.search(form)] == []


def test_what_they_include_is_there() -> None:
    included = found_in_all(r"{%-?\s*(?:include|extends|from|import)\s+\"([^\"]+)\"")
    assert included
    assert [(name, wanted) for name, wanted in included if wanted not in TEMPLATES] == []


@pytest.mark.parametrize("loads", [r"asset\(\"([^\"]+)\"\)", r"\"/static/([^\"?]+)"])
def test_what_they_load_is_there(loads: str) -> None:
    loaded = found_in_all(loads)
    assert loaded
    assert [(name, wanted) for name, wanted in loaded if not (ROOT / "static" / wanted).is_file()] == []


def found_in_all(pattern: str) -> list[tuple[str, str]]:
    """Return what the pattern finds in the templates, and where."""
    return [(name, found) for name in TEMPLATES for found in re.findall(pattern, source(name))]


def request(cookie: str = "") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"host", b"127.0.0.1")]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})


def test_a_name_that_is_not_there_is_an_error() -> None:
    assert issubclass(environment().undefined, Undefined)
    with pytest.raises(UndefinedError):
        render(request(), "errors/_message.html", error="x")
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_what_a_person_wrote_is_never_markup() -> None:
    assert environment().from_string("{{ note }}").render(note="<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"


def test_a_page_has_the_status_it_is_given() -> None:
    assert render(request(), "errors/_message.html", 409, error="x", reference="").status_code == 409


def compiler(folder: Path, kept: Path) -> Environment:
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=CompiledTemplates(kept), autoescape=True)


def test_what_a_template_was_compiled_to_is_kept(tmp_path: Path) -> None:
    compiler(FOLDER, tmp_path).get_template(BASE)
    [kept] = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns
    compiler(FOLDER, tmp_path).get_template(BASE)
    assert kept.stat().st_mtime_ns == before


def test_a_template_that_was_changed_is_compiled_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for words in ("before", "after"):
        page.write_text(words, encoding="utf-8")
        assert compiler(tmp_path, tmp_path).get_template(page.name).render() == words


def test_all_are_compiled_anew_when_what_says_how_was_changed(tmp_path: Path) -> None:
    said, kept = tmp_path / "how.py", tmp_path / "kept"
    kept.mkdir()
    for how in ("trimmed", "untrimmed"):
        said.write_text(how, encoding="utf-8")
        found = Environment(
            loader=FileSystemLoader(FOLDER), bytecode_cache=CompiledTemplates(kept, said), autoescape=True
        )
        found.get_template(BASE)
    assert len(list(kept.iterdir())) == 2


def test_it_does_without_a_place_to_keep_that(tmp_path: Path) -> None:
    assert compiler(FOLDER, tmp_path / "nowhere").get_template(BASE).name == BASE


def test_all_of_them_can_be_compiled_beforehand() -> None:
    environment.cache_clear()
    compile_all()
    assert {name for _, name in environment().cache or ()} == set(TEMPLATES)
