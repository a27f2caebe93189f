"""What the cells and elements that a plan is about are called, and how far they go."""

from app.maturity.checklist import CellId, Checklist

WHOLE = "whole element"


def highest(checklist: Checklist, cell: CellId) -> int:
    """Return the highest target there can be: the top stage of a cell, all the points of an element."""
    return checklist.top_stage if cell.group else checklist.top_stage * len(checklist.groups)


def name_of(checklist: Checklist, cell: CellId) -> str:
    """Return what a plan is about: Strategy / KAM team, or Strategy / whole element."""
    element = checklist.element(cell.element).name
    return f"{element} / {checklist.group(cell.group).name if cell.group else WHOLE}"


def field_of(cell: CellId) -> str:
    """Return how forms call a target: A-kam_team, or A for the whole element."""
    return "-".join(filter(None, cell))
