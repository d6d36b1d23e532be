"""The team's promises beside the required figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matchmaker.bids.content import Response
from matchmaker.indicators.compare import compare
from matchmaker.indicators.stated import Indicator
from matchmaker.indicators.verdicts import Comparison, Verdict


@dataclass(frozen=True)
class Answered:
    """One required figure, what is promised for it, and the verdict."""

    need: Indicator
    response: Response
    comparison: Comparison

    @property
    def promised(self) -> str:
        """The promise as it is read, with its unit; the typed words where it is no figure."""
        offer = self.comparison.offer or self.response.to_indicator()
        return offer.figure if offer else ""

    @property
    def is_short(self) -> bool:
        """A must-row that the promise does not reach, or leaves open."""
        return self.need.is_must and self.comparison.verdict is not Verdict.MET


def answered(needs: Iterable[Indicator], responses: Sequence[Response]) -> list[Answered]:
    """A row for every required figure, in its order, promised or not."""
    given = {response.name: response for response in responses}
    rows = []
    for need in needs:
        response = given.get(need.name, Response(need.name))
        promise = response.to_indicator()
        rows.append(Answered(need, response, compare(need, [promise] if promise else [])))
    return rows


def shortfalls(rows: Iterable[Answered]) -> list[Answered]:
    """The must-rows a team has to stand by knowingly before it hands in."""
    return [row for row in rows if row.is_short]
