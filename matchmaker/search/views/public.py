"""Results and suggestions. Both only read."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request

from matchmaker.search import queries
from matchmaker.search.queries import Suggestions
from matchmaker.search.views import blueprint
from matchmaker.web.responses import is_htmx
from matchmaker.web.security import current_actor, public

_SIDES = {"need": "need", "sup": "supply"}


@blueprint.get("")
@public
def results() -> str:
    """All kinds in one list, or a few words on how to search when nothing is asked."""
    page = queries.search(current_actor(), request.args)
    return render_template("search/results.html", page=page, typed=request.args.get("q", ""))


@blueprint.get("/suggest")
@public
def suggest() -> Any:
    """Suggestions for an unfinished query, as JSON or, for htmx, as a list."""
    found = queries.suggest(current_actor(), request.args.get("q", ""), request.args.get("kind", ""))
    if is_htmx():
        return render_template("search/_suggestions.html", found=found)
    return jsonify(items=_items(found), recognised=found.recognised, synonyms=found.synonyms)


def _items(found: Suggestions) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {
            "kind": hit.kind,
            "label": str(hit.document.label),
            "side": _SIDES.get(hit.document.tone, ""),
            "title": hit.document.title(hit.item),
            "matched": list(hit.marked),
            "detail": str(hit.document.note(hit.item)),
            "url": hit.url,
        }
        for hit in found.hits
    ]
    if found.corrected:
        items.append(
            {
                "kind": "",
                "label": "",
                "side": "",
                "title": found.corrected,
                "matched": [],
                "detail": "",
                "url": "",
            }
        )
    return items
