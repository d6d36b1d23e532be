"""Which steps of the form are filled in; the list at its left."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from matchmaker.challenges.completeness import missing
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.steps import STEPS, Step, step_of


def step_items(challenge: Challenge, current: str) -> list[dict[str, Any]]:
    """Each step with its state, a small note, and its address."""
    gaps = {step_of(name).slug for name in missing(challenge)}
    noted = {step_of(name).slug for name in challenge.revision_notes or {}}
    return [
        {
            "label": step.title,
            "state": "now" if step.slug == current else "" if step.slug in gaps else "done",
            "note": _note(challenge, step, step.slug in gaps, step.slug in noted),
            "url": ""
            if step.slug == current
            else url_for(".edit", public_id=challenge.public_id, step=step.slug),
        }
        for step in STEPS
    ]


def _note(challenge: Challenge, step: Step, has_gaps: bool, is_noted: bool) -> str:
    if is_noted:
        return _("有退回意见")
    if step.slug == "indicators" and challenge.indicators:
        return _("%(n)s 行", n=len(challenge.indicators))
    return "" if has_gaps else _("已填")
