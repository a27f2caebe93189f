"""``kam score``: from a file to the result, its charts and its report, without server or database."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from app.cli import main
from app.reports import pdf

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-manufacturing.csv"
GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management")
BAD = "element,group,score,note,evidence\nA,kam_unit,4,,\nA,kam_team,1,=1,\n"


def score(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["score", *map(str, arguments)])


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


def test_it_prints_a_summary(sheet):
    result = score(sheet)
    assert result.exit_code == 0
    assert result.stdout.startswith("scores\nOrganisation not named, Whole company, ")
    assert "\n71 of 135\nIn transition." in result.stdout
    assert result.stderr == ""


def test_it_prints_one_json_object(sheet):
    result = score(sheet, "--json")
    assert result.stdout.count("\n") == 1
    assert json.loads(result.stdout)["overall"] == {"score": 71, "max": 135, "low": 71, "high": 71}
    assert result.stderr == ""


def test_it_writes_the_charts_and_the_report(sheet, tmp_path):
    outputs = ["--pdf", tmp_path / "r.pdf", "--chart", tmp_path / "c.svg", "--radar", tmp_path / "r.svg"]
    result = score(sheet, *outputs)
    assert result.exit_code == 0
    assert result.stdout.endswith(f"\n\nWrote {outputs[1]}.\nWrote {outputs[3]}.\nWrote {outputs[5]}.\n")
    report = PdfReader(tmp_path / "r.pdf")
    first_page = " ".join(report.pages[0].extract_text().split())
    assert "71" in first_page
    assert "In transition" in first_page
    assert "Profile by element" in (tmp_path / "c.svg").read_text()
    assert "Radar" in (tmp_path / "r.svg").read_text()
    assert len(names_in(tmp_path)) == 4


def test_it_prints_only_json_when_it_writes_files_too(sheet, tmp_path):
    result = score(sheet, "--json", "--chart", tmp_path / "c.svg")
    assert json.loads(result.output)["complete"] is True
    assert (tmp_path / "c.svg").exists()


def test_it_writes_the_same_bytes_for_the_same_file(sheet, tmp_path):
    for name in ("one", "two"):
        score(sheet, "--pdf", tmp_path / f"{name}.pdf", "--chart", tmp_path / f"{name}.svg")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_it_takes_labels_from_the_command(sheet):
    labels = ["--organisation", "Ada’s", "--unit", "Norway", "--title", "2026\nH2\udce9", "--date", "2026-11-02"]
    assert score(sheet, *labels).stdout.startswith("2026 H2\nAda’s, Norway, 2 November 2026. Draft, not final.\n")


def test_it_takes_labels_from_the_file(sheet):
    moment = datetime(2025, 3, 5, 12, tzinfo=UTC).timestamp()
    os.utime(sheet, (moment, moment))
    assert score(sheet).stdout.split("\n")[:2] == [
        "scores",
        "Organisation not named, Whole company, 5 March 2025. Draft, not final.",
    ]


def test_it_tells_the_scope_with_the_score(tmp_path):
    path = tmp_path / "scores.csv"
    rows = [f"{letter},{group},2,," for letter in "ABCDFGHI" for group in GROUPS]
    rows += [f"E,{group},n/a,One country.," for group in GROUPS]
    path.write_text("\n".join(["element,group,score,note,evidence", *rows]))
    assert json.loads(score(path, "--json").stdout)["overall"]["max"] == 120
    assert "The reason: One country." in score(path).stdout


def test_it_reports_everything_that_is_wrong_and_writes_nothing(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(BAD)
    result = score(path, "--json", "--pdf", tmp_path / "r.pdf", "--chart", tmp_path / "c.svg")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        f"{path} can't be scored.",
        "line 2, column score",
        "line 3, column note",
    ]
    assert names_in(tmp_path) == ["bad.csv"]


@pytest.mark.parametrize(("name", "reason"), [("none.csv", "No such file or directory"), ("", "Is a directory")])
def test_it_says_that_a_file_cannot_be_read(tmp_path, name, reason):
    result = score(tmp_path / name)
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / name} can't be scored.\nthe file can't be read: {reason}.\n"


def test_it_writes_nothing_when_one_output_cannot_be_written(sheet, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "board_pack", lambda _: pytest.fail("drawn for nothing"))
    result = score(sheet, "--pdf", tmp_path / "r.pdf", "--chart", tmp_path / "missing" / "c.svg")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"{tmp_path / 'missing' / 'c.svg'} can't be written: No such file or directory.\n"
    assert names_in(tmp_path) == ["scores.csv"]


def test_it_never_writes_over_the_file_that_it_scores(sheet):
    result = score(sheet, "--pdf", sheet)
    assert result.exit_code == 2
    assert sheet.read_bytes() == EXAMPLE.read_bytes()


def test_it_scores_a_filled_in_template(tmp_path):
    path = tmp_path / "t.csv"
    CliRunner().invoke(main, ["template", str(path)])
    filled = re.sub(r"^([A-I],[a-z_]+),,", r"\1,3,", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(filled, encoding="utf-8")
    assert json.loads(score(path, "--json").stdout)["overall"]["score"] == 135
