"""The pages on which people come in and look after themselves, in every state that looks different."""

import pyotp
from playwright.sync_api import expect

from app.accounts import invitations, resets, sessions, set_up
from app.accounts.models import Person, Role, SecondFactor
from app.db.columns import now
from tests.browser.people import fill, press
from tests.browser.stage import Scenes, Stage
from tests.conftest import email_of

scene = Scenes()
LONG_EMAIL = "maximiliane.von-und-zu-hohenstein@key-account-management.manufacturing-group.example"


def _expect_error(stage: Stage) -> None:
    expect(stage.page.get_by_role("alert").first).to_be_visible()


def _not_set_up(stage: Stage) -> str:
    """Take back that anybody is administrator, and return the token to set up with."""
    stage.session.get_one(Person, stage.cast.administrator.person_id).is_administrator = False
    token = set_up.start(stage.session)
    stage.session.commit()
    stage.sign_out()
    return token


@scene
def sign_in_page(stage: Stage) -> None:
    stage.sign_out()
    stage.page.goto("/sign-in")


@scene
def sign_in_refused(stage: Stage) -> None:
    sign_in_page(stage)
    fill(stage.page, email_address=LONG_EMAIL, password=LONG_EMAIL)
    press(stage.page, "Sign in")
    _expect_error(stage)


@scene
def sign_in_before_the_set_up(stage: Stage) -> None:
    _not_set_up(stage)
    stage.page.goto("/sign-in")


@scene
def set_up_page(stage: Stage) -> None:
    stage.page.goto(f"/set-up/{_not_set_up(stage)}")


@scene
def set_up_with_errors(stage: Stage) -> None:
    set_up_page(stage)
    press(stage.page, "Set up")
    _expect_error(stage)


@scene
def forgotten_password(stage: Stage) -> None:
    stage.sign_out()
    stage.page.goto("/forgotten-password")


@scene
def reset_page(stage: Stage) -> None:
    token = resets.create(stage.session, stage.cast.contributor.person_id)
    stage.session.commit()
    stage.sign_out()
    stage.page.goto(f"/reset/{token}")


@scene
def reset_with_an_error(stage: Stage) -> None:
    reset_page(stage)
    press(stage.page, "Change the password")
    expect(stage.page.get_by_label("New password")).to_have_attribute("aria-invalid", "true")


@scene
def password_changed(stage: Stage) -> None:
    stage.sign_out()
    stage.page.goto("/sign-in?changed=true")


@scene
def link_that_is_gone(stage: Stage) -> None:
    stage.sign_out()
    stage.page.goto("/reset/used-already")


def _invited(stage: Stage, email: str) -> str:
    token = invitations.invite(stage.session, stage.cast.director, email, Role.CONTRIBUTOR)
    stage.session.commit()
    return token


@scene
def invitation(stage: Stage) -> None:
    token = _invited(stage, LONG_EMAIL)
    stage.sign_out()
    stage.page.goto(f"/invitations/{token}")


@scene
def invitation_with_errors(stage: Stage) -> None:
    invitation(stage)
    press(stage.page, "Join")
    _expect_error(stage)


@scene
def invitation_for_somebody_known(stage: Stage) -> None:
    stage.become(stage.cast.stranger)
    stage.page.goto(f"/invitations/{_invited(stage, email_of(stage.cast.stranger.person))}")


@scene
def invitation_for_somebody_else(stage: Stage) -> None:
    stage.page.goto(f"/invitations/{_invited(stage, email_of(stage.cast.stranger.person))}")


@scene
def profile(stage: Stage) -> None:
    director = stage.session.get_one(Person, stage.cast.director.person_id)
    director.email, director.password_hash = LONG_EMAIL, "not looked at"
    sessions.start(stage.session, stage.cast.director.person_id, "Mozilla/5.0 (iPhone) Version/19.0 Safari/604.1")
    stage.session.commit()
    stage.page.goto("/profile")


@scene
def profile_with_an_error(stage: Stage) -> None:
    profile(stage)
    press(stage.page, "Change the password")
    _expect_error(stage)


@scene
def second_factor(stage: Stage) -> None:
    stage.page.goto("/profile/second-factor")


@scene
def second_factor_to_confirm(stage: Stage) -> None:
    second_factor(stage)
    press(stage.page, "Add a second factor")
    expect(stage.page.get_by_role("img", name="QR code")).to_be_visible()


@scene
def second_factor_not_confirmed(stage: Stage) -> None:
    second_factor_to_confirm(stage)
    fill(stage.page, code="wrong")
    press(stage.page, "Confirm")
    _expect_error(stage)


@scene
def recovery_codes(stage: Stage) -> None:
    second_factor_to_confirm(stage)
    fill(stage.page, code=pyotp.TOTP(stage.page.locator("main code").inner_text()).now())
    press(stage.page, "Confirm")
    expect(stage.page.get_by_role("link", name="I have kept them")).to_be_visible()


def _with_second_factor(stage: Stage) -> None:
    secret = pyotp.random_base32()
    stage.session.add(SecondFactor(person_id=stage.cast.director.person_id, secret=secret, confirmed_at=now()))
    stage.session.commit()


@scene
def second_factor_on(stage: Stage) -> None:
    recovery_codes(stage)
    second_factor(stage)


@scene
def second_step(stage: Stage) -> None:
    _with_second_factor(stage)
    token = sessions.start(stage.session, stage.cast.director.person_id, "", awaits_second_factor=True)
    stage.session.commit()
    stage.bring(token)
    stage.page.goto("/sign-in/second-factor")


@scene
def second_step_refused(stage: Stage) -> None:
    second_step(stage)
    fill(stage.page, code="123456")
    press(stage.page, "Go on")
    _expect_error(stage)
