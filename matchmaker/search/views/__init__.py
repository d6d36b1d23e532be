"""Pages of search: results and suggestions for everybody, the table of synonyms for staff."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("search", __name__, url_prefix="/search")

from matchmaker.search.views import desk, public  # noqa: E402, F401  their routes
