"""Judgements as training and the field's tools want them: one grade a pair."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.learning.models import Judgement
from matchmaker.learning.training import Example
from matchmaker.matching.models import TargetKind
from matchmaker.matching.sides import NEED
from matchmaker.search.documents import get_document, has_kind

Pair = tuple[int, TargetKind, int]


def graded_pairs() -> dict[Pair, int]:
    """Pair → grade: the mean of what people think of it now, halves rounded up. A person's last word counts."""
    columns = (
        Judgement.challenge_id,
        Judgement.target_kind,
        Judgement.target_id,
        Judgement.user_id,
        Judgement.grade,
    )
    last: dict[tuple[Pair, int | None], int] = {}
    for challenge_id, kind, target_id, user_id, grade in db.session.execute(
        select(*columns).order_by(Judgement.id)
    ):
        last[(challenge_id, kind, target_id), user_id] = grade
    grades: dict[Pair, list[int]] = defaultdict(list)
    for (pair, _user), grade in last.items():
        grades[pair].append(grade)
    return {pair: math.floor(sum(found) / len(found) + 0.5) for pair, found in grades.items()}


def examples() -> list[Example]:
    """The graded pairs with the features they had when last judged; pairs without features cannot be learnt from."""
    columns = (Judgement.challenge_id, Judgement.target_kind, Judgement.target_id, Judgement.features)
    seen: dict[Pair, dict[str, float | None]] = {}
    for challenge_id, kind, target_id, features in db.session.execute(
        select(*columns).order_by(Judgement.id)
    ):
        if features:
            seen[challenge_id, kind, target_id] = features
    return [
        Example(str(pair[0]), f"{pair[1].value}:{pair[2]}", grade, seen[pair])
        for pair, grade in sorted(graded_pairs().items())
        if pair in seen
    ]


def qrels() -> Iterator[tuple[str, str, int]]:
    """Need, offer, grade by public numbers; pairs one side of which is gone are left out."""
    grades = graded_pairs()
    numbers = {NEED: _numbers(NEED, {pair[0] for pair in grades})}
    for kind in TargetKind:
        numbers[kind.value] = _numbers(kind.value, {pair[2] for pair in grades if pair[1] is kind})
    for (challenge_id, kind, target_id), grade in sorted(grades.items()):
        need, offer = numbers[NEED].get(challenge_id), numbers[kind.value].get(target_id)
        if need and offer:
            yield need, offer, grade


def _numbers(kind: str, ids: set[int]) -> dict[int, str]:
    if not ids or not has_kind(kind):
        return {}
    model: Any = get_document(kind).model
    found = db.session.execute(select(model.id, model.public_id).where(model.id.in_(ids)))
    return dict(found.all())
