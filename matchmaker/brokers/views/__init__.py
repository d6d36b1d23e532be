"""Pages of brokers: the directory, the own profile, the staff's desk."""

from matchmaker.brokers.views import desk, mine, public
from matchmaker.brokers.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "mine", "public"]
