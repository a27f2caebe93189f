"""The command line as a whole, and ``kam template``."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from app.cli import main

HEAVY = ("matplotlib", "weasyprint", "xlsxwriter", "openpyxl", "sqlalchemy", "fastapi", "numpy")


def test_it_knows_its_commands():
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for command in ("score", "template"):
        assert f"\n  {command} " in result.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["score", "--help"], ["score", "no-such-file.csv"]])
def test_it_starts_without_what_it_does_not_need(arguments):
    program = f"""if True:
        import atexit, sys
        from app.cli import main
        atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules]))
        main({arguments!r})
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == (0 if arguments[-1] == "--help" else 2)
    assert done.stdout.splitlines()[-1] == "[]"


def test_it_replaces_what_a_terminal_cannot_show(tmp_path):
    runner = CliRunner(charset="ascii")
    result = runner.invoke(main, ["template", str(tmp_path / "größe.csv")])
    assert result.exit_code == 0
    assert "gr??e.csv" in result.stdout


def template(*arguments: object):
    return CliRunner().invoke(main, ["template", *map(str, arguments)])


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("t.csv", [], b"\xef\xbb\xbfelement,group,score,note,evidence,"),
        ("t", [], b"\xef\xbb\xbfelement,"),
        ("t.xlsx", [], b"PK\x03\x04"),
        ("t.xlsx", ["--xlsx"], b"PK\x03\x04"),
        ("t", ["--xlsx"], b"PK\x03\x04"),
    ],
)
def test_it_writes_a_template(tmp_path, name, options, start):
    result = template(tmp_path / name, *options)
    assert result.exit_code == 0
    assert result.stdout == f"Wrote {tmp_path / name}. Fill it in, then: kam score {tmp_path / name}\n"
    assert (tmp_path / name).read_bytes().startswith(start)


def test_it_does_not_replace_a_template_that_may_be_filled_in(tmp_path):
    (tmp_path / "t.csv").write_text("scores")
    result = template(tmp_path / "t.csv")
    assert result.exit_code == 2
    assert "may be filled in" in result.stderr
    assert (tmp_path / "t.csv").read_text() == "scores"


def test_it_says_where_a_template_cannot_be_written(tmp_path):
    result = template(tmp_path / "missing" / "t.csv")
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'missing' / 't.csv'} can't be written: No such file or directory.\n"
