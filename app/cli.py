"""The command line. A command imports what it needs when it runs, so that the others start at once."""

# ruff: noqa: PLC0415 - see above

import gc
from datetime import datetime
from functools import partial
from json import dumps
from pathlib import Path

import click

from app.accounts.audit_commands import audit
from app.accounts.commands import org, set_up, user
from app.db.command import configured, database, refusing, say

_PATH = click.Path(path_type=Path)


@click.group()
def main() -> None:
    """Assess how mature a company's key account management is."""


@main.command(short_help="Score a CSV file or an XLSX workbook.")
@click.argument("file", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the summary.")
@click.option("--pdf", type=_PATH, metavar="OUT", help="Write the board pack (PDF).")
@click.option("--chart", type=_PATH, metavar="OUT", help="Write the profile chart (SVG).")
@click.option("--radar", type=_PATH, metavar="OUT", help="Write the radar chart (SVG).")
@click.option("--organisation", default="", metavar="NAME", help="Whose key account management it is.")
@click.option("--unit", default="", metavar="NAME", help="What part of the organisation.  [default: Whole company]")
@click.option("--title", default="", metavar="TEXT", help='Such as "2026 H2".  [default: the name of FILE]')
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="When it was held.  [default: the day FILE was last changed]",
)
def score(  # noqa: PLR0913 - one for each option
    *,
    file: Path,
    as_json: bool,
    pdf: Path | None,
    chart: Path | None,
    radar: Path | None,
    organisation: str,
    unit: str,
    title: str,
    date: datetime | None,
) -> None:
    """Score FILE, a CSV file or an XLSX workbook, without server or database.

    "kam template" writes such a file to fill in. Everything that is wrong with FILE is reported at once;
    then no file is written, and the status is 2.
    """
    from app.reports import from_file, outputs, summary

    with refusing(f"{file} can't be scored."):
        snapshot = from_file.snapshot_of(
            file, from_file.Labels(organisation, unit, title, date.date() if date else None)
        )
    drawers = ((pdf, from_file.draw_pdf), (chart, from_file.draw_profile), (radar, from_file.draw_radar))
    wanted = [(path, partial(draw, snapshot)) for path, draw in drawers if path]
    with refusing():
        outputs.write_together(wanted, never=file)
    if as_json:
        click.echo(dumps(summary.summary_object(snapshot)))
    else:
        written = [f"Wrote {path}." for path, _ in wanted]
        say("\n\n".join(filter(None, (summary.summary_text(snapshot), "\n".join(written)))))


@main.command(short_help="Write an empty file to fill in and score.")
@click.argument("out", type=_PATH)
@click.option("--xlsx", is_flag=True, help="Write an XLSX workbook.  [default: CSV, unless OUT ends in .xlsx]")
def template(*, out: Path, xlsx: bool) -> None:
    """Write OUT, an empty file for "kam score", with the described stages beside the blanks."""
    from app.assessments.sheet.template import template_csv
    from app.assessments.sheet.template_workbook import template_workbook
    from app.maturity.loading import load
    from app.reports.outputs import refuse_filled, write_together

    workbook = xlsx or out.suffix.casefold() == ".xlsx"
    with refusing():
        refuse_filled(out)
        write_together([(out, lambda: template_workbook(load()) if workbook else template_csv(load()))])
    say(f"Wrote {out}. Fill it in, then: kam score {out}")


@main.command()
def serve() -> None:
    """Migrate the database and serve the application on this machine."""
    gc.disable()  # what is loaded stays: to look for garbage meanwhile takes a sixth of the time

    from app.reports.renderer import Renderer
    from app.web.stopping import closing_when_told

    renderer = Renderer()
    with closing_when_told(renderer.close):
        if configured().warm_reports:
            renderer.warm()  # beside this process, which has as much to load itself

        from app.main import create_app
        from app.web.server import serve as serve_application

        with database() as (engine, settings), refusing():
            from app.accounts.first_start import prepare
            from app.assessments.tidying import tidy_up
            from app.db.migrations import migrate as migrate_database
            from app.workshops.tidying import close_due

            migrate_database(engine)
            tidy_up(engine, settings)
            close_due(engine)
            link = prepare(engine, settings)
        if link:
            say(f"This installation is not set up yet. Set it up within an hour at\n{link}")
        serve_application(settings, partial(create_app, settings, renderer))


@main.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from app.db import migrations

    with database() as (engine, _):
        migrations.migrate(engine)
        say(f"The database is at schema {migrations.current(engine)}.")


@main.command()
def tidy() -> None:
    """Remove what has expired, and drafts older than their organisation keeps them. The server does it at its start."""
    with database() as (engine, settings):
        from app.assessments.tidying import tidy_up
        from app.db.migrations import migrate as migrate_database
        from app.workshops.tidying import close_due

        migrate_database(engine)
        expired, drafts = tidy_up(engine, settings)
        close_due(engine)
    say(f"Removed what has expired: {expired}. Deleted drafts that nobody has changed for long: {drafts}.")


@main.command()
def demo() -> None:
    """Add a believable company of five units: cycles, a workshop, plans and reviews, directed by the administrator."""
    from app.db.engine import writing
    from app.db.migrations import migrate as migrate_database
    from app.db.vault import open_vault
    from app.plans.demo import fill
    from app.workshops.demo import hold

    with database() as (engine, settings), refusing():
        migrate_database(engine)
        with writing(engine) as session:
            director = fill(session, partial(hold, open_vault(settings.secret)))
            session.commit()
    say(f"Added {director.organisation}, directed by {director.person}. Start the server to see it.")


for command in (set_up, user, org, audit):
    main.add_command(command)
