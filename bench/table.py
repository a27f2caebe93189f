"""What was measured, as lines of one table."""

from dataclasses import dataclass, field


@dataclass
class Table:
    """Lines of a table: what was measured, ours, the floor's, their ratio, and what we aim at."""

    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, ours: str, floor: str = "", ratio: float | None = None, aim: str = "") -> None:
        """Add a line and print it at once."""
        row = (what, ours, floor, "" if ratio is None else f"{ratio:.2f}", aim)
        self.rows.append(row)
        self._print(row)

    def head(self) -> None:
        """Print the head of the table."""
        self._print(("measured", "ours", "floor", "ratio", "aim"))

    def _print(self, row: tuple[str, str, str, str, str]) -> None:
        what, ours, floor, ratio, aim = row
        print(f"{what:52} {ours:>20} {floor:>20} {ratio:>6}  {aim}", flush=True)  # noqa: T201 - the table is the product
