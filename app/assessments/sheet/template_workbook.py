"""The empty sheet as a workbook: descriptions beside the blanks, lists to choose from, ready to be printed."""

import io
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.assessments.sheet.columns import reading_columns
from app.assessments.sheet.entries import NOT_APPLICABLE
from app.assessments.sheet.guide import guide_lines
from app.assessments.snapshot import Evidence
from app.maturity.checklist import Cell, Checklist

Style = Mapping[str, Any]

_CREATED = datetime(2009, 6, 1)  # noqa: DTZ001 - fixed, so that the same checklist gives the same bytes
_NOTHING_RUNS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_PAPER_A4 = 9
_MARGIN_INCHES = 0.4
_LINE_POINTS = 13.5
_CHARACTERS_PER_WIDTH = 1.12  # of body text, rather too few than too many

_INK, _SOFT, _LINE, _STRONG, _SUNK, _WHITE = "#14202A", "#4A5A66", "#D6DDE0", "#74838D", "#F0F3F3", "#FFFFFF"
_STAGE_FILLS = (("#FFF1D6", _INK), ("#B9D5DC", _INK), ("#5F9BAB", _INK), ("#0B4F62", _WHITE))

_BODY = {"font_size": 10, "font_color": _INK, "text_wrap": True, "valign": "top"}
_CELL = _BODY | {"bottom": 1, "bottom_color": _LINE}
_BLANK = _BODY | {"border": 1, "border_color": _STRONG}
_HEAD = _BODY | {"bold": True, "valign": "vcenter", "bg_color": _SUNK, "bottom": 2, "bottom_color": _INK}
_RULE = {"top": 2, "top_color": _INK}
_LARGE = {"bold": True, "font_size": 14, "align": "center"}

_GUIDE_STYLES = {
    "title": _BODY | {"bold": True, "font_size": 18, "text_wrap": False},
    "heading": _BODY | {"bold": True, "font_size": 12, "text_wrap": False, "valign": "bottom", "bottom": 1},
    "entry": _BODY,
}
_GUIDE_TERM_WIDTH, _GUIDE_TEXT_WIDTH = 24, 90
_GUIDE_HEIGHTS = {"title": 34.0, "heading": 30.0}


class _Column(NamedTuple):
    name: str
    width: int
    style: Style
    head: Style = _HEAD


def template_workbook(checklist: Checklist) -> bytes:
    """Return the empty sheet as an XLSX workbook. It reads back as an assessment without any answer."""
    file = io.BytesIO()
    book = Workbook(file, _NOTHING_RUNS)
    book.set_properties({"title": checklist.title, "created": _CREATED})
    _write_sheet(book, checklist)
    _write_guide(book, checklist)
    book.close()
    return file.getvalue()


def _columns(checklist: Checklist) -> list[_Column]:
    """Return the columns in the order in which a person reads a row. The key of the group is for the computer."""
    element_name, group_name, *stages = reading_columns(checklist)
    return [
        _Column("element", 9, _CELL | _LARGE),
        _Column(element_name, 16, _CELL),
        _Column(group_name, 15, _CELL | {"bold": True}),
        *(
            _Column(name, 30, _CELL, _HEAD | {"bg_color": fill, "font_color": ink})
            for name, (fill, ink) in zip(stages, _STAGE_FILLS, strict=True)
        ),
        _Column("score", 8, _BLANK | _LARGE | {"valign": "vcenter"}),
        _Column("evidence", 13, _BLANK),
        _Column("note", 34, _BLANK),
        _Column("group", 20, _BODY | {"font_size": 8, "font_color": _SOFT}),
    ]


def _write_sheet(book: Workbook, checklist: Checklist) -> None:
    sheet = book.add_worksheet("Scores")
    columns = _columns(checklist)
    places = {column.name: place for place, column in enumerate(columns)}
    formats = [book.add_format(column.style) for column in columns]
    first_formats = [book.add_format({**column.style, **_RULE}) for column in columns]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.name, book.add_format(column.head))
    sheet.set_row(0, 2 * _LINE_POINTS)
    for row, cell in enumerate(checklist.cells.values(), start=1):
        known = _known_values(checklist, cell)
        styled = first_formats if cell.id.group == checklist.groups[0].key else formats
        for place, column in enumerate(columns):
            # Without any text the cell is blank, but keeps its frame.
            sheet.write(row, place, known.get(column.name), styled[place])
        sheet.set_row(row, _height(known, columns))
        _offer_choices(sheet, row, places, checklist, cell)
    _lay_out(sheet, checklist, places)


def _known_values(checklist: Checklist, cell: Cell) -> dict[str, str]:
    element, group = checklist.element(cell.id.element), checklist.group(cell.id.group)
    texts = (element.name, group.name, *cell.descriptions)
    named = dict(zip(reading_columns(checklist), texts, strict=True))
    return {"element": element.letter, "group": group.key} | named


def _height(values: Mapping[str, str], columns: list[_Column]) -> float:
    lines = max(_lines(values.get(column.name, ""), column.width) for column in columns)
    return (lines + 1) * _LINE_POINTS


def _lines(text: str, width: int) -> int:
    return ceil(len(text) / (width * _CHARACTERS_PER_WIDTH))


def _offer_choices(sheet: Worksheet, row: int, places: Mapping[str, int], checklist: Checklist, cell: Cell) -> None:
    scores = [str(stage.score) for stage in checklist.stages]
    if checklist.element(cell.id.element).scope_optional:
        scores.append(NOT_APPLICABLE)
    for name, choices in (("score", scores), ("evidence", [strength.value for strength in Evidence])):
        message = f"Choose {', '.join(choices)}, or leave it empty."
        rule = {"validate": "list", "source": choices, "error_title": f"Not a {name}", "error_message": message}
        sheet.data_validation(row, places[name], row, places[name], rule)


def _lay_out(sheet: Worksheet, checklist: Checklist, places: Mapping[str, int]) -> None:
    sheet.freeze_panes(1, places["group name"] + 1)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(checklist.cells), places["note"])
    sheet.set_footer(f"&L{_printed(checklist.credit.author)}, {checklist.credit.year}&RPage &P of &N")
    sheet.set_header(f"&L&B{_printed(checklist.title)}&ROrganisation, unit, date: ______________________________")
    _set_page(sheet)
    sheet.set_landscape()


def _write_guide(book: Workbook, checklist: Checklist) -> None:
    sheet = book.add_worksheet("How to fill it in")
    formats = {kind: book.add_format(style) for kind, style in _GUIDE_STYLES.items()}
    term = book.add_format(_BODY | {"bold": True})
    sheet.set_column(0, 0, _GUIDE_TERM_WIDTH)
    sheet.set_column(1, 1, _GUIDE_TEXT_WIDTH)
    sheet.hide_gridlines(2)
    for row, line in enumerate(guide_lines(checklist)):
        sheet.write_string(row, 0, line.term, term if line.text else formats[line.kind])
        sheet.write(row, 1, line.text or None, formats[line.kind])
        text_height = (_lines(line.text, _GUIDE_TEXT_WIDTH) + 0.5) * _LINE_POINTS
        sheet.set_row(row, _GUIDE_HEIGHTS.get(line.kind, text_height))
    _set_page(sheet)


def _set_page(sheet: Worksheet) -> None:
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(_MARGIN_INCHES, _MARGIN_INCHES, 2 * _MARGIN_INCHES, 2 * _MARGIN_INCHES)


def _printed(text: str) -> str:
    """Return ``text`` for a page header, where & begins a code."""
    return text.replace("&", "&&")
