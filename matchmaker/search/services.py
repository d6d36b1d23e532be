"""Editing the table of synonyms."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.search.models import LONGEST_TERM, MOST_TERMS, SynonymGroup
from matchmaker.search.normalization import normalise
from matchmaker.search.policy import POLICY, SynonymPermission
from matchmaker.search.synonyms import default_groups


def add_group(actor: Actor, terms: Sequence[str]) -> SynonymGroup:
    """A new group; search uses it at once."""
    POLICY.require(actor, SynonymPermission.EDIT)
    group = SynonymGroup(terms=_checked(terms))
    db.session.add(group)
    db.session.flush()
    audit.record("synonym_group", group.id, "add", actor, details={"terms": list(group.terms)})
    return group


def change_group(actor: Actor, group: SynonymGroup, terms: Sequence[str]) -> None:
    """Replace the names of a group."""
    POLICY.require(actor, SynonymPermission.EDIT, group)
    before, group.terms = list(group.terms), _checked(terms, group)
    audit.record(
        "synonym_group", group.id, "change", actor, details={"before": before, "terms": list(group.terms)}
    )


def delete_group(actor: Actor, group: SynonymGroup) -> None:
    """Remove a group; its names are no longer taken for the same."""
    POLICY.require(actor, SynonymPermission.EDIT, group)
    audit.record("synonym_group", group.id, "delete", actor, details={"terms": list(group.terms)})
    db.session.delete(group)


def load_defaults() -> int:
    """Fill an empty table with the groups of the region's industries; returns how many were added."""
    if db.session.scalar(select(SynonymGroup.id).limit(1)) is not None:
        return 0
    for terms in default_groups():
        add_group(SYSTEM, terms)
    return len(default_groups())


def _checked(terms: Sequence[str], group: SynonymGroup | None = None) -> list[str]:
    names = list({normalise(term): term.strip() for term in terms if normalise(term).strip()}.values())
    message = ""
    if len(names) < 2:
        message = _("至少写两个不同的名称，每行一个。")
    elif len(names) > MOST_TERMS:
        message = _("一组最多 %(most)s 个名称，现在 %(count)s 个。", most=MOST_TERMS, count=len(names))
    elif long := next((name for name in names if len(name) > LONGEST_TERM), None):
        message = _("“%(name)s”超过 %(most)s 字。", name=long[:20] + "…", most=LONGEST_TERM)
    elif taken := _taken(names, group):
        message = _("“%(name)s”已在另一组里。请先从那一组删去，或改那一组。", name=taken)
    if message:
        raise GuardFailed(message, errors={"terms": message})
    return names


def _taken(names: Sequence[str], group: SynonymGroup | None) -> str | None:
    others = db.session.scalars(select(SynonymGroup).where(SynonymGroup.id != (group.id if group else 0)))
    used = {normalise(term) for other in others for term in other.terms}
    return next((name for name in names if normalise(name) in used), None)
