"""Pages of achievements: for everybody, for the holder, for the staff."""

from matchmaker.achievements.views import desk, files, form, mine, public, submission
from matchmaker.achievements.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "files", "form", "mine", "public", "submission"]
