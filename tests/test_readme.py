"""What the README says is so."""

import re

import pytest

from app.settings import PREFIX, ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_it_tells_every_setting_with_its_default(name: str) -> None:
    field = Settings.model_fields[name]
    default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default or "")
    cells = next(line for line in README.splitlines() if line.startswith(f"| `{PREFIX}{name.upper()}` |")).split("|")
    assert (cells[2].strip().strip("`"), cells[3].strip()) == (default, field.description)


def test_it_names_no_setting_that_is_not_there() -> None:
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+", README)) == {
        f"{PREFIX}{name}".upper() for name in Settings.model_fields
    }


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)", README))))
def test_what_it_points_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()
