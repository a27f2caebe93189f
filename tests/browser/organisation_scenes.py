"""The pages about organisations and the whole installation, in every state that looks different."""

from playwright.sync_api import expect
from sqlmodel import delete

from app.accounts import audit, invitations, logos, units
from app.accounts.models import Membership, Person, Role
from app.accounts.service import MEMBERSHIPS
from tests.browser.account_scenes import LONG_EMAIL
from tests.browser.people import fill, invite, press, shown_link
from tests.browser.stage import Scenes, Stage
from tests.pictures import picture

scene = Scenes()
LONG_UNIT = "Northern, Central and Eastern Europe including the Baltic states"


def _open(stage: Stage, page: str) -> None:
    stage.page.goto(f"/organisations/{stage.cast.director.organisation_id}/{page}")


@scene
def members_as_director(stage: Stage) -> None:
    stage.session.get_one(Person, stage.cast.contributor.person_id).email = LONG_EMAIL
    invitations.invite(stage.session, stage.cast.director, f"new.{LONG_EMAIL}", Role.STEERING)
    stage.session.commit()
    _open(stage, "members")
    stage.page.get_by_text("Change Cem Contributor").click()


@scene
def members_as_reader(stage: Stage) -> None:
    stage.become(stage.cast.steering)
    _open(stage, "members")


@scene
def members_with_an_invitation_to_pass_on(stage: Stage) -> None:
    _open(stage, "members")
    invite(stage.page, LONG_EMAIL, "steering")


@scene
def members_with_an_error(stage: Stage) -> None:
    _open(stage, "members")
    press(stage.page, "Make the invitation")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def unit_list(stage: Stage) -> None:
    units.add_unit(stage.session, stage.cast.director, LONG_UNIT)
    archived = units.add_unit(stage.session, stage.cast.director, "Iberia")
    assert archived.id is not None
    units.archive_unit(stage.session, stage.cast.director, archived.id)
    stage.session.commit()
    _open(stage, "units")
    stage.page.get_by_text(f"Change {LONG_UNIT}").click()


@scene
def unit_list_with_an_error(stage: Stage) -> None:
    unit_list(stage)
    press(stage.page, "Add the unit")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def settings(stage: Stage) -> None:
    logos.set_logo(stage.session, stage.cast.director, picture(size=(400, 120)))
    stage.session.commit()
    _open(stage, "settings")


@scene
def settings_with_an_error(stage: Stage) -> None:
    settings(stage)
    stage.page.get_by_label("Colour", exact=True).fill("#ffff00")
    press(stage.page, "Save the settings")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def audit_trail(stage: Stage) -> None:
    stage.scribe.final(title="2026 H2, Northern Europe")
    actor = audit.Actor.of(stage.cast.director)
    audit.record(stage.session, actor, "member.role-changed", LONG_EMAIL, before={"role": "steering"})
    stage.session.commit()
    _open(stage, "audit")


@scene
def audit_trail_of_nothing(stage: Stage) -> None:
    _open(stage, "audit?first=2020-01-01&last=2020-01-02")


@scene
def audit_trail_with_an_error(stage: Stage) -> None:
    _open(stage, "audit?first=2026-12-02&last=2026-12-01")


@scene
def organisations(stage: Stage) -> None:
    theirs, mine = stage.cast.stranger.organisation_id, stage.cast.director.person_id
    stage.session.add(Membership(person_id=mine, organisation_id=theirs, role=Role.STEERING))
    stage.session.commit()
    stage.page.goto("/")


@scene
def home_of_one_of_two(stage: Stage) -> None:
    organisations(stage)
    stage.page.get_by_role("link", name="Example Manufacturing Group").click()


@scene
def organisations_of_nobody(stage: Stage) -> None:
    stage.become(stage.cast.administrator)
    stage.page.goto("/")


@scene
def installation(stage: Stage) -> None:
    stage.session.get_one(Person, stage.cast.contributor.person_id).email = LONG_EMAIL
    stage.session.execute(delete(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == stage.cast.stranger.person_id))
    stage.session.commit()
    stage.become(stage.cast.administrator)
    stage.page.goto("/installation")


@scene
def installation_with_errors(stage: Stage) -> None:
    installation(stage)
    press(stage.page, "Add and invite")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def link_to_pass_on(stage: Stage) -> None:
    installation(stage)
    fill(stage.page, name="Another Group", email_address_of_its_first_director=LONG_EMAIL)
    press(stage.page, "Add and invite")
    assert shown_link(stage.page)


@scene
def audit_trail_of_the_installation(stage: Stage) -> None:
    audit.record(stage.session, audit.SYSTEM, "set-up.link-made", "")
    stage.session.commit()
    stage.become(stage.cast.administrator)
    stage.page.goto("/installation/audit")


@scene
def refused(stage: Stage) -> None:
    stage.become(stage.cast.steering)
    _open(stage, "settings")
