"""The sentence for a score on an edge between two bands, the same for what is and for what targets would give."""

from app.maturity.checklist import Band, Checklist

RULE = "A score on an edge between two bands belongs to the higher band."


def edge_sentence(checklist: Checklist, score: int, band: Band) -> str:
    """Return between which bands a score lies that is on the lower edge of ``band``, and what follows."""
    below = checklist.bands[checklist.bands.index(band) - 1]
    return f"{score} lies on the edge between {below.name} and {band.name}. {RULE}"
