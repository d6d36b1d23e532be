"""Pages of experts: the directory, the own profile, the staff's desk."""

from matchmaker.experts.views import desk, mine, public
from matchmaker.experts.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "mine", "public"]
