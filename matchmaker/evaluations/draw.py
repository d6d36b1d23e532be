"""Drawing a panel by lot among experts of the field who are free of conflicts. Repeatable from the stored seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from matchmaker.challenges.models import Challenge
from matchmaker.experts.models import Availability, Expert, ExpertStatus
from matchmaker.extensions import db

_INDUSTRY = 3  # letter and two digits: 化学原料和化学制品制造业
_DISCIPLINE = 3  # first level of GB/T 13745


def pool() -> list[Expert]:
    """Listed experts who can sign in and have not said that they are busy."""
    able = (
        Expert.status == ExpertStatus.LISTED,
        Expert.user_id.is_not(None),
        Expert.availability != Availability.BUSY,
    )
    return list(db.session.scalars(select(Expert).where(*able).order_by(Expert.id)))


def is_of_field(expert: Expert, challenge: Challenge) -> bool:
    """Same industry or discipline at the level of the vocabulary's main classes, or a keyword in common."""
    industries = {code[:_INDUSTRY] for code in expert.industry_codes or ()}
    disciplines = {code[:_DISCIPLINE] for code in expert.discipline_codes or ()}
    return (
        (bool(challenge.industry_code) and challenge.industry_code[:_INDUSTRY] in industries)
        or (bool(challenge.discipline_code) and challenge.discipline_code[:_DISCIPLINE] in disciplines)
        or bool(set(expert.keywords or ()) & set(challenge.keywords or ()))
    )  # fmt: skip


def draw(seed: str, experts: Iterable[Expert], places: int) -> Sequence[Expert]:
    """The lot: experts in the order of SHA-256(seed, number); whoever was asked before is not in ``experts``."""
    return sorted(experts, key=lambda one: _lot(seed, one))[: max(places, 0)]


def _lot(seed: str, expert: Expert) -> str:
    return hashlib.sha256(f"{seed}:{expert.public_id}".encode()).hexdigest()
