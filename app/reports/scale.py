"""The band scale: the whole range of scores in one line, with what is known of one result marked on it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.maturity.checklist import Checklist
from app.maturity.scoring import Result, first_score
from app.reports import wording

Anchor = Literal["start", "middle", "end"]

# Text centred on a place this near to an end (in hundredths of the scale) would leave the scale.
_NEAR_TICK = 1
_NEAR_VALUE = 3
_NEAR_RANGE = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A band as it lies on the scale. ``x`` and ``width`` are percentages such as ``48.15%``."""

    style: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place of the scale."""

    text: str
    x: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Key:
    """What stands below the scale for one band. ``current`` marks the band, or each one still possible."""

    name: str
    range: str
    current: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """What a template needs to draw the scale. ``low`` and ``high`` are the same place when the score is known."""

    segments: tuple[Segment, ...]
    ticks: tuple[Label, ...]
    value: Label
    low: str
    high: str
    keys: tuple[Key, ...]
    description: str

    @property
    def known(self) -> bool:
        """Whether one score is marked, not a range."""
        return self.low == self.high


def band_scale(checklist: Checklist, result: Result) -> Scale:
    """Return the scale of ``result``, from 0 to its own maximum, with its score or its range marked."""
    overall = result.overall
    low, high = _percent(overall.low, overall.maximum), _percent(overall.high, overall.maximum)
    edges = [float(edge) * 100 / overall.maximum for edge in result.band_edges]
    value = str(overall.score) if overall.complete else f"{overall.low} to {overall.high}"
    return Scale(
        segments=tuple(
            Segment(f"s{place}", _shown(start), _shown(end - start))
            for place, (start, end) in enumerate(pairwise(edges))
        ),
        ticks=tuple(_ticks(checklist, overall.maximum)),
        value=_label(value, (low + high) / 2, _NEAR_VALUE if overall.complete else _NEAR_RANGE),
        low=_shown(low),
        high=_shown(high),
        keys=tuple(
            Key(band.name, wording.band_range(checklist, band, overall.maximum), band in result.bands_possible)
            for band in checklist.bands
        ),
        description=_description(checklist, value, overall.maximum),
    )


def _ticks(checklist: Checklist, maximum: int) -> list[Label]:
    scores = [*_starts(checklist, maximum), maximum]
    return [_label(str(score), _percent(score, maximum), _NEAR_TICK) for score in scores]


def _starts(checklist: Checklist, maximum: int) -> list[int]:
    return [first_score(checklist, band, maximum) for band in checklist.bands]


def _description(checklist: Checklist, value: str, maximum: int) -> str:
    changes = wording.listed([str(score) for score in _starts(checklist, maximum)[1:]])
    return f"{value} on a scale from 0 to {maximum}. Bands change at {changes}."


def _percent(score: int, maximum: int) -> float:
    return score * 100 / maximum


def _label(text: str, place: float, near: float) -> Label:
    if place < near:
        return Label(text, "0.00%", "start")
    if place > 100 - near:
        return Label(text, "100.00%", "end")
    return Label(text, _shown(place), "middle")


def _shown(percent: float) -> str:
    return f"{percent:.2f}%"
