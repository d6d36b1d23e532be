"""Pages of organizations: for everybody, for members, for the staff."""

from matchmaker.organizations.views import bans, desk, members, mine, public, verification
from matchmaker.organizations.views.blueprint import blueprint

__all__ = ["bans", "blueprint", "desk", "members", "mine", "public", "verification"]
