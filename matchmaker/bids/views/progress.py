"""The list of steps beside the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from matchmaker.bids.completeness import missing
from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid
from matchmaker.bids.responses import answered
from matchmaker.bids.steps import STEPS, step_of
from matchmaker.indicators.stated import Indicator


def step_items(
    bid: Bid, content: BidContent, needs: Sequence[Indicator], current: str
) -> list[dict[str, Any]]:
    """Each step with its state, a small note, and its address."""
    gaps = {step_of(name).slug for name in missing(bid, content, answered(needs, content.responses))}
    return [
        {
            "label": step.title,
            "state": "now" if step.slug == current else "" if step.slug in gaps else "done",
            "note": "" if step.slug in gaps else _("已填"),
            "url": ""
            if step.slug == current
            else url_for("bids.edit", public_id=bid.public_id, step=step.slug),
        }
        for step in STEPS
    ]
