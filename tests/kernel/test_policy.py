"""Deny unless a clause allows."""

from __future__ import annotations

from enum import StrEnum

import pytest

from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import PermissionDenied
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.policy import Policy, anyone, can, is_signed_in, is_staff
from matchmaker.kernel.roles import Role
from tests.support.people import actor_with


class BoxPermission(StrEnum):
    LOOK = "box:look"
    OPEN = "box:open"
    BURN = "box:burn"


def is_own(actor: Actor, subject: object) -> bool:
    return actor.belongs_to(7) and subject is not None


POLICY = Policy(
    "box",
    {
        BoxPermission.LOOK: [[anyone]],
        BoxPermission.OPEN: [[is_signed_in, is_own], [is_staff]],
        BoxPermission.BURN: [],
    },
)
OWNER = actor_with(Role.ENTERPRISE_MEMBER, organization_id=7)
OTHER = actor_with(Role.ENTERPRISE_MEMBER, organization_id=8)
STAFF = actor_with(Role.SUB_CENTRE_MANAGER)


@pytest.mark.parametrize(
    ("actor", "look", "open_it"),
    [
        (ANONYMOUS, True, False),
        (OWNER, True, True),
        (OTHER, True, False),
        (STAFF, True, True),
        (SYSTEM, True, True),
    ],
)
def test_matrix(actor: Actor, look: bool, open_it: bool) -> None:
    assert POLICY.can(actor, BoxPermission.LOOK, object()) is look
    assert POLICY.can(actor, BoxPermission.OPEN, object()) is open_it
    assert can(actor, "box:open", object()) is open_it
    assert not POLICY.can(actor, BoxPermission.BURN, object())


def test_require_raises() -> None:
    with pytest.raises(PermissionDenied):
        POLICY.require(OTHER, BoxPermission.OPEN, object())


def test_an_unknown_permission_is_an_error_not_a_no() -> None:
    class Foreign(StrEnum):
        X = "box:other"

    with pytest.raises(KeyError):
        POLICY.can(OWNER, Foreign.X)


def test_a_permission_must_belong_to_its_entity() -> None:
    with pytest.raises(ValueError, match="does not belong"):
        Policy("crate", {BoxPermission.LOOK: [[anyone]]})


def test_nobody_belongs_to_no_organization() -> None:
    assert not ANONYMOUS.belongs_to(None)


@pytest.mark.parametrize(
    ("actor", "layer"),
    [(ANONYMOUS, Layer.PUBLIC), (OTHER, Layer.REGISTERED), (STAFF, Layer.NDA), (SYSTEM, Layer.NDA)],
)
def test_base_layer(actor: Actor, layer: Layer) -> None:
    assert actor.base_layer is layer
