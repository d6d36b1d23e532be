"""What is done with organizations: registering and changing, verification, members."""

from matchmaker.organizations.services.bans import ban_in_force, ban_organization, lift_ban
from matchmaker.organizations.services.members import (
    add_member,
    leave_organization,
    make_owner,
    remove_member,
)
from matchmaker.organizations.services.registration import create_organization, update_organization
from matchmaker.organizations.services.verification import (
    add_evidence,
    refuse_organization,
    remove_evidence,
    submit_organization,
    verify_organization,
)

__all__ = [
    "add_evidence",
    "add_member",
    "ban_in_force",
    "ban_organization",
    "create_organization",
    "leave_organization",
    "lift_ban",
    "make_owner",
    "refuse_organization",
    "remove_evidence",
    "remove_member",
    "submit_organization",
    "update_organization",
    "verify_organization",
]
