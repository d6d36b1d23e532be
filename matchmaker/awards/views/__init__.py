"""Pages of awards: choosing, the public notices, objections."""

from matchmaker.awards.views import choosing, notices, objections
from matchmaker.awards.views.blueprint import blueprint

__all__ = ["blueprint", "choosing", "notices", "objections"]
