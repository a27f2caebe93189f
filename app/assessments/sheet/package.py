"""The parts of a workbook file, unpacked only when they are few and small."""

import io
import posixpath
import zipfile
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from app.assessments.sheet.grid import UnreadableError
from app.assessments.sheet.problems import Problem

UNPACKED_MAX = 20_000_000
PARTS_MAX = 200
RATIO_MAX = 200
INDEX_MAX = 1_000_000
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Related(NamedTuple):
    """A part that another part refers to by ``id``."""

    id: str
    name: str


class Package:
    """A workbook file. Every part is looked at before any is unpacked: UnreadableError when one is unfit."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        fault = _fault_of(self._archive.infolist(), len(data))
        if fault:
            raise UnreadableError(Problem(fault))

    def part(self, name: str) -> bytes:
        """Return what a part holds. KeyError when there is no such part."""
        info = self._archive.getinfo(name)
        with self._archive.open(info) as part:
            # Asking for a size keeps a part that lies about its own from being unpacked beyond it.
            return part.read(info.file_size)

    def index(self, name: str) -> Element:
        """Return the root of a part that says where others are. ParseError or ValueError when it is unfit."""
        xml = self.part(name)
        if len(xml) > INDEX_MAX:
            raise ValueError(name)
        return fromstring(xml, forbid_dtd=True)

    def related(self, name: str, kind: str) -> list[Related]:
        """Return the parts of this kind that the part ``name`` refers to."""
        folder, file = posixpath.split(name)
        return [
            Related(relation.get("Id", ""), _resolved(folder, relation.get("Target", "")))
            for relation in self.index(posixpath.join(folder, "_rels", f"{file}.rels"))
            if posixpath.basename(relation.get("Type", "")) == kind
        ]


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _fault_of(parts: list[zipfile.ZipInfo], size: int) -> str:
    if len(parts) > PARTS_MAX:
        return f"the workbook has more than {PARTS_MAX} parts, and was not unpacked."
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        return "the workbook has a password. Save it without one."
    if any(part.compress_type not in _METHODS for part in parts):
        return "the workbook is packed in a way that workbooks are not. Save it anew as XLSX."
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(UNPACKED_MAX, size * RATIO_MAX):
        return f"the workbook would unpack to {unpacked:,} bytes. That is too much, so it was not unpacked."
    return ""
