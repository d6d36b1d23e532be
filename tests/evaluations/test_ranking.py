"""The arithmetic of scores, by hand and by properties."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.calls.vocabulary import RankingMethod
from matchmaker.evaluations.ranking import SheetScores, mean_of, outliers, rank_bids, result_hash, total
from tests.factories.evaluations import CRITERIA, points

MEAN, TRIMMED = RankingMethod.MEAN, RankingMethod.TRIMMED_MEAN
NAMES = [one["name"] for one in CRITERIA]
SCORES = st.fixed_dictionaries({name: st.integers(0, 10) for name in NAMES})


def test_by_hand() -> None:
    assert total(CRITERIA, points(10)) == 1000
    assert (
        total(CRITERIA, dict(zip(NAMES, (9, 8, 8, 7, 8, 6), strict=True))) == 270 + 200 + 160 + 70 + 80 + 30
    )
    assert mean_of([1000, 0, 500], TRIMMED) == 50
    assert mean_of([1000, 0, 500], MEAN) == 50
    assert mean_of([900, 900, 100, 800, 700], TRIMMED) == 80
    assert mean_of([900, 800], TRIMMED) == 85  # two sheets: nothing to leave out


def test_equal_scores_share_a_rank() -> None:
    sheets = [SheetScores(bid, 1, points(score)) for bid, score in ((1, 5), (2, 9), (3, 9), (4, 1))]
    ranked = rank_bids(CRITERIA, sheets, MEAN)
    assert [(one.bid_id, one.rank, one.shown) for one in ranked] == [
        (2, 1, "90.00"), (3, 1, "90.00"), (1, 3, "50.00"), (4, 4, "10.00"),
    ]  # fmt: skip


def test_shown_rounds_half_up_and_the_order_does_not_round() -> None:
    sheets = [SheetScores(1, n, points(9)) for n in range(3)] + [
        SheetScores(2, n, points(9)) for n in range(2)
    ]
    sheets.append(SheetScores(2, 2, points(9) | {NAMES[-1]: 8}))
    ranked = rank_bids(CRITERIA, sheets, MEAN)
    assert [(one.bid_id, one.rank) for one in ranked] == [(1, 1), (2, 2)]
    assert ranked[1].score == Fraction(2695, 30)
    assert ranked[1].shown == "89.83"


def test_far_from_the_others_is_flagged() -> None:
    assert outliers({1: 800, 2: 820, 3: 790, 4: 300}) == {4}
    assert outliers({1: 800, 2: 600}) == set()


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5), SCORES), min_size=1, max_size=30), st.randoms()
)
def test_order_of_sheets_does_not_matter_and_ranks_agree_with_scores(rows, random) -> None:
    sheets = list({(bid, judge): SheetScores(bid, judge, scores) for bid, judge, scores in rows}.values())
    for method in RankingMethod:
        ranked = rank_bids(CRITERIA, sheets, method)
        shuffled = sheets[:]
        random.shuffle(shuffled)
        again = [one.to_json() for one in rank_bids(CRITERIA, shuffled, method)]
        assert again == [one.to_json() for one in ranked]
        assert result_hash(again) == result_hash([one.to_json() for one in ranked])
        assert all(0 <= one.score <= 100 for one in ranked)
        assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
        for one in ranked:
            assert one.rank == 1 + sum(other.score > one.score for other in ranked)


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=15))
def test_the_trimmed_mean_stays_between_the_second_lowest_and_second_highest(totals: list[int]) -> None:
    ordered = sorted(totals)
    assert Fraction(ordered[1], 10) <= mean_of(totals, TRIMMED) <= Fraction(ordered[-2], 10)
