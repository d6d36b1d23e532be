"""Pages of calls: for everybody, the staff's forms, the calendar."""

from matchmaker.calls.views import calendar, desk, public
from matchmaker.calls.views.blueprint import blueprint

__all__ = ["blueprint", "calendar", "desk", "public"]
