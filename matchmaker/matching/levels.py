"""Pure: the ordinal model behind the level 1–4 of a pair.

Three logistic steps, P(level > 1), P(level > 2), P(level > 3), over standardised features with an L2 penalty; the
level is the median, which makes the mean absolute error smallest. Coefficients can be read: how much one standard
deviation of a feature moves the log-odds of reaching the next level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = (1, 2, 3, 4)
PENALTY = 30.0
_ROUNDS = 30
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LevelModel:
    """``steps``: one row of coefficients for each of the three steps, the last number is the constant."""

    names: tuple[str, ...]
    mean: Floats
    spread: Floats
    steps: Floats

    @classmethod
    def fit(
        cls, names: Sequence[str], features: Floats, levels: NDArray[np.int64], penalty: float = PENALTY
    ) -> LevelModel:
        """Newton's method; the same data give the same model."""
        mean, spread = features.mean(0), features.std(0) + 1e-9
        design = _with_constant((features - mean) / spread)
        steps = [_logistic(design, (levels > level).astype(float), penalty) for level in LEVELS[:-1]]
        return cls(tuple(names), mean, spread, np.array(steps))

    def chances(self, features: Floats) -> Floats:
        """For each pair P(level > 1), P(level > 2), P(level > 3)."""
        design = _with_constant((features - self.mean) / self.spread)
        return 1 / (1 + np.exp(-design @ self.steps.T))

    def levels(self, features: Floats) -> NDArray[np.int64]:
        return 1 + (self.chances(features) > 0.5).sum(1)


def _with_constant(features: Floats) -> Floats:
    return np.column_stack((features, np.ones(len(features))))


def _logistic(design: Floats, reached: Floats, penalty: float) -> Floats:
    weights = np.zeros(design.shape[1])
    damping = np.eye(design.shape[1]) * penalty
    damping[-1, -1] = 1e-6  # the constant is free
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-design @ weights))
        curvature = design.T @ (design * (chance * (1 - chance) + 1e-6)[:, None]) + damping
        weights = weights + np.linalg.solve(curvature, design.T @ (reached - chance) - damping @ weights)
    return weights


def folds(groups: Sequence[str], count: int = 5, seed: int = 1) -> Iterator[NDArray[np.bool_]]:
    """Masks of the held-out rows; rows of one group are held out together."""
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names)) % count
    fold = dict(zip(names, order.tolist(), strict=True))
    place = np.array([fold[group] for group in groups])
    for number in range(count):
        yield place == number


def agreement(predicted: NDArray[np.int64], levels: NDArray[np.int64]) -> float:
    """1 / (1 + mean absolute error)"""
    return float(1 / (1 + np.abs(predicted - levels).mean()))
