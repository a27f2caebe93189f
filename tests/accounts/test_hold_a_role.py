"""What each role may do."""

import pytest

from app.accounts.models import Role
from app.accounts.service import Member
from app.errors import ForbiddenError


@pytest.mark.parametrize(
    ("role", "may_score", "may_manage"),
    [(Role.DIRECTOR, True, True), (Role.CONTRIBUTOR, True, False), (Role.STEERING, False, False)],
)
def test_it_may(role: Role, *, may_score: bool, may_manage: bool) -> None:
    member = Member(1, "Somebody", 1, "Somewhere", role)
    assert (member.may_score, member.may_manage) == (may_score, may_manage)
    for must, may in ((member.must_score, may_score), (member.must_manage, may_manage)):
        if may:
            must()
        else:
            with pytest.raises(ForbiddenError):
                must()


def test_every_role_is_in_the_table() -> None:
    assert set(Role) == {Role.DIRECTOR, Role.CONTRIBUTOR, Role.STEERING}
