"""Who acts. Services get an `Actor`, never a request."""

from __future__ import annotations

from dataclasses import dataclass, field

from matchmaker.kernel.layers import Layer
from matchmaker.kernel.roles import STAFF_ROLES, Role


@dataclass(frozen=True)
class Actor:
    """One acting person, or the platform itself (`SYSTEM`), or nobody known (`ANONYMOUS`)."""

    user_id: int | None = None
    organization_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    sub_centre_id: int | None = None
    name: str = ""
    is_verified: bool = False  # member of an organization whose identity staff have checked
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and not self.is_system

    @property
    def is_staff(self) -> bool:
        """Screens, verifies, publishes: sub-centre staff and the platform's operators."""
        return self.is_system or bool(self.roles & STAFF_ROLES)

    def has_role(self, role: Role) -> bool:
        return role in self.roles

    def belongs_to(self, organization_id: int | None) -> bool:
        return organization_id is not None and self.organization_id == organization_id

    @property
    def base_layer(self) -> Layer:
        """The highest layer read without any relation to the object."""
        if self.is_staff:
            return Layer.NDA
        return Layer.PUBLIC if self.is_anonymous else Layer.REGISTERED


ANONYMOUS = Actor()
SYSTEM = Actor(is_system=True, name="system")
