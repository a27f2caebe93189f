"""What a downloaded file is called: readable on every system, whatever the cycle and the unit are called."""

from unicodedata import normalize
from urllib.parse import quote

from app.assessments.snapshot import Snapshot

PRODUCT = "KAM Maturity"
_FORBIDDEN = '<>:"/\\|?*'  # by one file system or another
_PART_BYTES = 90  # two parts and the rest stay below the 255 bytes that file systems take


def file_name(snapshot: Snapshot, extension: str) -> str:
    """Return a name such as "2026 H2 - Whole company - KAM Maturity.pdf". A draft's says DRAFT."""
    title = _clean(snapshot.title)
    if snapshot.revision > 1:
        title = f"{title} revision {snapshot.revision}"
    stem = " - ".join(part for part in (title, _clean(snapshot.unit), PRODUCT) if part)
    return f"{stem}{'' if snapshot.seal else ' DRAFT'}.{extension}"


def unit_file_name(unit: str, what: str, extension: str) -> str:
    """Return a name such as "Whole company - cycles compared - KAM Maturity.csv"."""
    return f"{' - '.join(part for part in (_clean(unit), what, PRODUCT) if part)}.{extension}"


def attachment(name: str) -> str:
    """Return the Content-Disposition header that saves a file as ``name`` (RFC 6266), in ASCII for old clients too."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().strip(" -")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _clean(text: str) -> str:
    """Drop what no file name may hold, and what could make it read other than it is (such as right-to-left marks)."""
    printable = "".join("-" if char in _FORBIDDEN else char if char.isprintable() else " " for char in text)
    words = " ".join(printable.split()).encode()[:_PART_BYTES].decode(errors="ignore")
    return words.strip(" .-")
