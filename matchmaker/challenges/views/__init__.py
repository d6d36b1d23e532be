"""Pages of challenges by audience: everybody, the sponsor's form, the sponsor's list, the staff's desk."""

from matchmaker.challenges.views import actions, desk, entering, form, mine, public, questions, submission
from matchmaker.challenges.views.blueprint import blueprint

__all__ = ["actions", "blueprint", "desk", "entering", "form", "mine", "public", "questions", "submission"]
