"""Candidates for pickers, and the code tables as pages for everybody who works without script."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from matchmaker.taxonomy import terms as lookup
from matchmaker.taxonomy.vocabulary import Term
from matchmaker.web.security import public
from matchmaker.web.templating import register_global

blueprint = Blueprint("taxonomy", __name__, url_prefix="/taxonomy")
register_global("term_label", lookup.term_label)
register_global("term_place", lookup.term_place)
lookup.vocabularies()  # a wrong file stops the start, not a visitor

MOST_CANDIDATES = 50
CACHE_SECONDS = 3600


@blueprint.get("/")
@public
def index() -> str:
    return render_template("taxonomy/index.html", vocabularies=lookup.vocabularies().values())


@blueprint.get("/<scheme>/")
@public
def board(scheme: str) -> str:
    """One code table as a tree, or the terms that fit ``?q=``."""
    query = request.args.get("q", "").strip()[:60]
    table = lookup.vocabulary(scheme)
    found = table.search(query, len(table.terms)) if query else None
    return render_template("taxonomy/board.html", table=table, query=query, found=found)


@blueprint.get("/<scheme>/terms")
@public
def terms(scheme: str) -> Response:
    """Candidates for ``?q=`` as JSON: code, label, and the path above; at most ``limit``."""
    limit = min(max(request.args.get("limit", 20, type=int), 1), MOST_CANDIDATES)
    found = lookup.search_terms(scheme, request.args.get("q", "")[:60], limit)
    response = jsonify(scheme=scheme, terms=[_candidate(term) for term in found])
    response.cache_control.public = True
    response.cache_control.max_age = CACHE_SECONDS
    response.add_etag()
    return response.make_conditional(request)


def _candidate(term: Term) -> dict[str, str]:
    path = lookup.term_path(term.scheme, term.code)
    return {"code": term.code, "label": term.label, "path": path or term.note}
