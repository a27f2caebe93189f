"""A file called a workbook is refused when it is none, or was made to do harm, before it costs anything."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from app.assessments.sheet.package import PARTS_MAX, UNPACKED_MAX
from tests.assessments.sheets import problems_of, sheet_xml, with_parts, workbook_of

BOOK = workbook_of([("A", "kam_unit", 1)])
UNREADABLE = ["this is not a workbook (XLSX) that can be read. Save it anew as XLSX."]
SHEET = "xl/worksheets/sheet1.xml"


def entry_of(name: str, archive: bytearray) -> int:
    """Return where the directory of ``archive`` speaks of the part of this name."""
    return archive.rindex(name.encode()) - 46


def test_it_refuses_a_zip_bomb_without_unpacking_it(monkeypatch):
    bomb = with_parts(BOOK, {SHEET: bytes(UNPACKED_MAX)})
    assert len(bomb) < 50_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    (problem,) = problems_of(bomb, ".xlsx")
    assert problem.startswith("the workbook would unpack to 20,0")


def test_it_refuses_what_unpacks_to_two_hundred_times_its_size():
    (problem,) = problems_of(with_parts(BOOK, {"xl/theme/theme1.xml": bytes(5_000_000)}))
    assert problem.startswith("the workbook would unpack to 5,0")


def test_it_unpacks_no_more_than_a_part_says_it_holds():
    bomb = bytearray(with_parts(BOOK, {SHEET: bytes(50_000_000)}))
    struct.pack_into("<I", bomb, entry_of(SHEET, bomb) + 24, 100)
    tracemalloc.start()
    found = problems_of(bytes(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == UNREADABLE
    assert peak < 2_000_000


def test_it_refuses_too_many_parts():
    parts = {f"part{number}": b"" for number in range(PARTS_MAX)}
    assert problems_of(with_parts(BOOK, parts)) == ["the workbook has more than 200 parts, and was not unpacked."]


def test_it_refuses_a_password():
    locked = bytearray(BOOK)
    locked[entry_of(SHEET, locked) + 8] |= 1
    assert problems_of(bytes(locked)) == ["the workbook has a password. Save it without one."]
    old_or_locked = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    assert problems_of(old_or_locked, ".xlsx") == [
        "this is an old Excel file (XLS), or one with a password. Save it as XLSX without a password."
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_it_refuses_packing_that_cannot_be_bounded(method):
    assert problems_of(with_parts(BOOK, {}, method)) == [
        "the workbook is packed in a way that workbooks are not. Save it anew as XLSX."
    ]


@pytest.mark.parametrize("suffix", [".xlsx", ".XLSX", ".xlsm"])
def test_it_refuses_what_is_only_called_a_workbook(suffix):
    assert problems_of(b"element,group,score,note,evidence\n", suffix) == [
        "the file is called a workbook (XLSX), but it is none."
    ]


def test_it_reads_a_workbook_whatever_it_is_called():
    assert problems_of(BOOK, ".csv") == []


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_it_refuses_a_document_type(part, dtd, encoding):
    with zipfile.ZipFile(io.BytesIO(BOOK)) as book:
        xml = book.read(part).decode().partition("?>")[2]
    assert problems_of(with_parts(BOOK, {part: (dtd + xml).encode(encoding)})) == UNREADABLE


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c>",
        '<row><c r="1A"><v>1</v></c></row>',
        '<row r="one"/>',
        '<row><c t="s"><v>99</v></c></row>',
        f'<row r="{"9" * 5000}"/>',
        "<c>" * 60 + "</c>" * 60,
    ],
)
def test_it_refuses_a_sheet_that_is_malformed(rows):
    assert problems_of(with_parts(BOOK, sheet_xml(rows))) == UNREADABLE


@pytest.mark.parametrize(
    "parts",
    [
        {"_rels/.rels": b"<Relationships/>"},
        {"_rels/.rels": b""},
        {"xl/workbook.xml": b"<workbook/>"},
        {"xl/workbook.xml": b"<w>" + b" " * 1_000_001 + b"</w>", "padding": zlib.compress(bytes(range(256)) * 100, 0)},
        {"xl/_rels/workbook.xml.rels": b"<Relationships/>"},
        {"xl/sharedStrings.xml": b"<sst>\xff</sst>"},
    ],
)
def test_it_refuses_a_workbook_whose_parts_do_not_fit_together(parts):
    assert problems_of(with_parts(BOOK, parts)) == UNREADABLE


def test_it_refuses_a_part_that_begins_beyond_the_end():
    beyond = bytearray(BOOK)
    entry = entry_of(SHEET, beyond)
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    struct.pack_into("<H", beyond, entry + 30, len(extra))
    struct.pack_into("<I", beyond, entry + 42, 0xFFFFFFFF)
    after_name = entry + 46 + len(SHEET)
    beyond[after_name:after_name] = extra
    end = beyond.rindex(b"PK\x05\x06")
    struct.pack_into("<I", beyond, end + 12, struct.unpack_from("<I", beyond, end + 12)[0] + len(extra))
    assert problems_of(bytes(beyond)) == UNREADABLE


@pytest.mark.parametrize("end", [4, 30, 500, -30])
def test_it_refuses_a_workbook_that_is_cut_off(end):
    assert problems_of(BOOK[:end]) == UNREADABLE


def test_it_does_not_work_out_formulas():
    formulas = "<row><c><f t='shared' si='0'>" + "A1+" * 10_000 + "A1</f></c>"
    formulas += "<c r='B1'><f t='shared' si='0'/></c>" * 40 + "</row>"
    (problem,) = problems_of(with_parts(BOOK, sheet_xml(formulas)))
    assert problem.startswith("row 1: the columns are not named.")
