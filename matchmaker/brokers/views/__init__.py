"""Pages of brokers: the directory, the own profile, the staff's desk."""

from matchmaker.brokers.views import assignments, desk, helping, items, mine, public
from matchmaker.brokers.views.blueprint import blueprint

__all__ = ["assignments", "blueprint", "desk", "helping", "items", "mine", "public"]
