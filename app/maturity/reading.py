"""What a checklist file holds, part by part. Everything wrong is noted in the tables read (see ``toml.py``)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.maturity.checklist import Band, Cell, CellId, Checklist, Credit, Element, Group, Stage, Term
from app.maturity.toml import UNKNOWN_NUMBER, Table


@dataclass(frozen=True, slots=True)
class _Axes:
    """The lists that the cells are made of."""

    stages: tuple[Stage, ...]
    groups: tuple[Group, ...]

    @property
    def right(self) -> bool:
        """Whether cells can be held against them."""
        scores = [stage.score for stage in self.stages]
        return bool(scores) and scores == _scale(scores) and _usable([group.key for group in self.groups])


def read_checklist(root: Table) -> Checklist:
    """Return the checklist in the table of a whole file; worthless when problems were noted."""
    version, language = root.text("version"), root.text("language")
    title, guidance = root.text("title"), root.text("guidance")
    credit = _credit(root)
    axes = _Axes(_stages(root), _groups(root))
    bands = _bands(root)
    glossary = _glossary(root)
    elements, cells = _elements(root, axes)
    if axes.right and _usable([element.letter for element in elements]):
        _check_end(root, bands, len(elements) * len(axes.groups), axes.stages[-1].score)
    root.close()
    return Checklist(
        version=version,
        language=language,
        title=title,
        guidance=guidance,
        credit=credit,
        stages=axes.stages,
        groups=axes.groups,
        elements=elements,
        bands=bands,
        glossary=glossary,
        cells=cells,
    )


def _credit(root: Table) -> Credit:
    with root.table("credit", "credit") as table:
        return Credit(
            author=table.text("author"),
            title=table.text("title"),
            publisher=table.text("publisher"),
            year=table.whole_number("year"),
            statement=table.text("statement"),
        )


def _stages(root: Table) -> tuple[Stage, ...]:
    stages = tuple(
        Stage(
            score=table.whole_number("score"),
            key=table.text("key"),
            name=table.text("name"),
            meaning=table.text("meaning"),
        )
        for table in root.tables("stages", "stage", named_by="score")
    )
    _note_repeats(root, "stage key", [stage.key for stage in stages])
    scores = [stage.score for stage in stages]
    if UNKNOWN_NUMBER not in scores and not _note_repeats(root, "stage score", scores) and scores != _scale(scores):
        root.note(f"stages must score {_listed(_scale(scores))} in this order, not {_listed(scores)}")
    return stages


def _groups(root: Table) -> tuple[Group, ...]:
    groups = tuple(
        Group(
            key=table.text("key"),
            name=table.text("name"),
            short=table.text("short"),
            about=table.text("about"),
            early_help=table.text("early_help", may_be_empty=True),
        )
        for table in root.tables("groups", "group", named_by="key")
    )
    _note_repeats(root, "group key", [group.key for group in groups])
    return groups


def _elements(root: Table, axes: _Axes) -> tuple[tuple[Element, ...], Mapping[CellId, Cell]]:
    elements: list[Element] = []
    cells: dict[CellId, Cell] = {}
    for table in root.tables("elements", "element", named_by="letter"):
        element = Element(
            letter=table.text("letter"),
            name=table.text("name"),
            short=table.text("short"),
            about=table.text("about"),
            scope_optional=table.flag("scope_optional"),
        )
        elements.append(element)
        cells.update((cell.id, cell) for cell in _cells(table, element.letter, axes))
    _note_repeats(root, "element letter", [element.letter for element in elements])
    if elements and all(element.scope_optional for element in elements):
        root.note("every element is scope_optional, but one must always be in scope")
    return tuple(elements), cells


def _cells(element: Table, letter: str, axes: _Axes) -> Iterator[Cell]:
    if not axes.right:
        element.skip("cells")
        return
    with element.table("cells", element.where, noun="group") as by_group:
        for group in axes.groups:
            with by_group.table(group.key, f"{element.where}, group {group.key}", noun="stage") as by_stage:
                yield Cell(CellId(letter, group.key), tuple(by_stage.text(str(stage.score)) for stage in axes.stages))


def _bands(root: Table) -> tuple[Band, ...]:
    bands = tuple(
        Band(
            key=table.text("key"),
            name=table.text("name"),
            low=table.whole_number("from"),
            high=table.whole_number("to"),
            meaning=table.text("meaning"),
        )
        for table in root.tables("bands", "band", named_by="key")
    )
    _note_repeats(root, "band key", [band.key for band in bands])
    _check_each(root, bands)
    _check_neighbours(root, bands)
    return bands


def _check_each(root: Table, bands: Sequence[Band]) -> None:
    for band in bands:
        if UNKNOWN_NUMBER not in (band.low, band.high) and band.low >= band.high:
            root.note(f"band {band.key}: must end above {band.low}, where it starts, but ends at {band.high}")


def _check_neighbours(root: Table, bands: Sequence[Band]) -> None:
    if bands and bands[0].low > 0:
        root.note(f"bands start at {bands[0].low}, but the lowest score is 0")
    for lower, higher in pairwise(bands):
        if UNKNOWN_NUMBER in (lower.high, higher.low):
            continue
        met = f"{lower.key} ends at {lower.high} and {higher.key} starts at {higher.low}"
        if lower.high < higher.low:
            root.note(f"bands leave a gap: {met}")
        if lower.high > higher.low:
            root.note(f"bands overlap by more than an edge: {met}")


def _check_end(root: Table, bands: Sequence[Band], cells: int, top: int) -> None:
    end = bands[-1].high if bands else UNKNOWN_NUMBER
    if end not in (UNKNOWN_NUMBER, cells * top):
        root.note(f"bands end at {end}, but {cells} cells of at most {top} points make {cells * top}")


def _glossary(root: Table) -> tuple[Term, ...]:
    glossary = tuple(
        Term(term=table.text("term"), meaning=table.text("meaning"))
        for table in root.tables("glossary", "term", named_by="term")
    )
    _note_repeats(root, "term", [term.term for term in glossary])
    return glossary


def _note_repeats(root: Table, what: str, values: Sequence[object]) -> bool:
    repeated = [value for value, times in Counter(values).items() if times > 1 and value != ""]
    for value in repeated:
        root.note(f"{what} {value} is given {values.count(value)} times")
    return bool(repeated)


def _scale(scores: Sequence[int]) -> list[int]:
    return list(range(len(scores)))


def _usable(keys: Sequence[str]) -> bool:
    """Whether there are any, none unread and no two the same."""
    return len(set(keys)) == len(keys) > 0 and "" not in keys


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
