"""Pages of assessments: for staff, for experts, and the public notices of needs."""

from matchmaker.assessments.views import desk, notices, opinions
from matchmaker.assessments.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "notices", "opinions"]
