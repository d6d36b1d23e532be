"""The chain as data: it is connected, fits its frame, and its bars say what the counts say."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from matchmaker.home import chain


def node(needs: int, offers: int) -> chain.Node:
    return chain.Node(chain.LINKS[0], needs, offers)


def test_links_lead_only_to_known_links_further_right() -> None:
    for link in chain.LINKS:
        for key in link.leads_to:
            assert chain.BY_KEY[key].column == link.column + 1, (link.key, key)


def test_every_link_is_connected() -> None:
    reached = {key for link in chain.LINKS for key in link.leads_to}
    assert {link.key for link in chain.LINKS if link.column} <= reached


def test_boxes_of_a_column_do_not_overlap_and_fit_the_frame() -> None:
    for column in range(len(chain.COLUMNS)):
        tops = sorted(link.y for link in chain.LINKS if link.column == column)
        assert all(b - a >= chain.HEIGHT for a, b in pairwise(tops))
        assert tops[-1] + chain.HEIGHT <= 362
    assert chain.COLUMNS[-1] + chain.WIDTH <= 1240


@pytest.mark.parametrize(
    ("needs", "offers", "bars"),
    [
        (0, 0, (0, 0)),
        (3, 0, (84, 0)),
        (0, 2, (0, 84)),
        (1, 1, (42, 42)),
        (1, 200, (8, 76)),
        (200, 1, (76, 8)),
    ],
)
def test_bars(needs: int, offers: int, bars: tuple[float, float]) -> None:
    assert node(needs, offers).bars == bars


def test_gap_is_named() -> None:
    assert not node(2, 2).gap and not node(0, 0).gap
    assert node(3, 2).gap != node(3, 0).gap
    assert node(3, 2).gap and node(3, 0).gap


def test_curves_start_and_end_at_boxes() -> None:
    first = re.fullmatch(r"M(\d+) (\d+)C\d+ \d+ \d+ \d+ (\d+) (\d+)", chain.curves()[0])
    assert first is not None
    assert [int(n) for n in first.groups()] == [195, 119, 349, 181]


def test_links_without_counts_have_none() -> None:
    by_key = {n.link.key: (n.needs, n.offers) for n in chain.nodes({"gbl": (6, 4)})}
    assert by_key["gbl"] == (6, 4) and by_key["bdo"] == (0, 0)
