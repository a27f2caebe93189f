"""Reads a PDF as a person does, and asks the checkers what they find."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path

import page as page_validation
import pdfua
from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def texts(pdf: bytes) -> list[str]:
    """Return the words of each page with single spaces, and hyphenated words put together again."""
    # Not pypdf: on a report of sixty pages it takes minutes.
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    sheets = (" ".join(sheet.split()) for sheet in told.split("\f")[:-1])
    return [re.sub(r"(?<=\w)- (?=\w)", "-", sheet) for sheet in sheets]


def part(pdf: bytes, heading: str, until: str) -> str:
    """Return the words from one heading to another."""
    words = " ".join(texts(pdf))
    return words[words.index(heading) : words.index(until, words.index(heading) + len(heading))]


def bookmarks(pdf: bytes) -> list[str]:
    """Return the titles of the outline, those of the parts and those below them, in order."""

    def flat(outline: Sequence[object]) -> Iterator[str]:
        for entry in outline:
            if isinstance(entry, list):
                yield from flat(entry)
            else:
                yield re.sub(r"\s+", " ", entry["/Title"])  # type: ignore[index]  # pypdf's Destination is a dict

    return list(flat(reader(pdf).outline))


def faults(pdf: bytes, folder: Path) -> list[str]:
    """Return everything that three checkers of PDF/UA-1 have to say against it, warnings too."""
    file = folder / "pack.pdf"
    file.write_bytes(pdf)
    first = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    second = import_module("outloud").check(str(file))
    third = pdfua.validate(str(file))
    assert second.error is None
    return [
        *(f"page-validation {failure.rule_id}: {failure.message}" for failure in first.failures),
        *(f"outloud {found}" for found in second.findings),
        *(f"pdfua {found.rule_id}: {found.message}" for found in third.findings),
    ]
