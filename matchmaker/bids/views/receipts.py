"""For everybody: was exactly this handed in, and when?"""

from __future__ import annotations

from flask import render_template, request

from matchmaker.bids import queries
from matchmaker.bids.views.blueprint import blueprint
from matchmaker.web.security import public


@blueprint.get("/receipts")
@public
def receipts() -> str:
    """Look a hash up. Says when it was recorded and where in the chain; neither by whom nor for what."""
    text = request.args.get("hash", "").strip().lower()[:80]
    is_hash = len(text) == 64 and all(c in "0123456789abcdef" for c in text)
    proof = queries.receipt_proof(text) if is_hash else None
    return render_template("bids/receipts.html", text=text, is_hash=is_hash, proof=proof)
