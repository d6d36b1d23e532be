"""Pages of evaluations: the staff's desk with panel and ranking, the panelist's seats and sheets, the report."""

from matchmaker.evaluations.views import desk, panel, report, seats, sheets
from matchmaker.evaluations.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "panel", "report", "seats", "sheets"]
