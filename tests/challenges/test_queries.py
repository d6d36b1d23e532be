"""Lists: what is in them, in which order, with how many statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from matchmaker.challenges import agenda, queries
from matchmaker.challenges.board import board, export
from matchmaker.challenges.stages import stages_of
from matchmaker.challenges.vocabulary import ChallengeStatus, FundingKind
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.organizations.models import Organization
from matchmaker.search import indexer
from tests.factories.challenges import ROWS, make_challenge
from tests.support.queries import count_queries

S = ChallengeStatus
ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _fresh_index(app: Flask) -> Iterator[None]:
    app.extensions.pop("search", None)
    yield
    app.extensions.pop("search", None)


def titles(arguments: dict[str, object], actor: Actor = ANONYMOUS) -> list[str]:
    return [hit.item.title for hit in board(actor, MultiDict(arguments)).page.hits.items]


def days(number: int):
    return clock.now() + timedelta(days=number)


@pytest.fixture
def three(app: Flask) -> None:
    make_challenge(title="甲需求脱水", deadline_at=days(5), funding_amount=100_000_000, published_at=days(-3))
    make_challenge(title="乙需求脱水", deadline_at=days(50), funding_amount=900_000_000, published_at=days(-1),
                   domain_code="agriculture", cooperation_modes=["licensing", "training"], industry_code="A0112")  # fmt: skip
    make_challenge(S.CLOSED, title="丙需求催化", deadline_at=days(-1), funding_kind=FundingKind.NEGOTIABLE,
                   funding_amount=None, published_at=days(-2))  # fmt: skip
    make_challenge(S.SCREENING, title="丁需求")
    indexer.drain_all()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "乙丙甲"), ({"sort": "newest"}, "乙丙甲"), ({"sort": "deadline"}, "甲乙丙"), ({"sort": "funding"}, "乙甲丙"),
        ({"status": "open"}, "乙甲"), ({"status": "closed"}, "丙"), ({"status": "screening"}, ""), ({"within": "7"}, "甲"),
        ({"within": "60", "sort": "deadline"}, "甲乙"), ({"within": "8"}, "乙丙甲"), ({"domain": "agriculture"}, "乙"),
        ({"cooperation_mode": "training"}, "乙"), ({"industry": "A"}, "乙"), ({"region": "150300"}, "乙丙甲"),
        ({"funding_min": "50", "funding_max": "200"}, "甲"), ({"funding_min": "x"}, "乙丙甲"), ({"q": "催化"}, "丙"),
        ({"deadline_min": "999999"}, "乙丙甲"), ({"q": "脱水", "within": "7", "domain": "new_materials"}, "甲"),
    ],
)  # fmt: skip
def test_board(arguments: dict[str, str], expected: str) -> None:
    assert "".join(title[0] for title in titles(arguments)) == expected


@pytest.mark.usefixtures("three")
def test_totals_and_chips(app: Flask) -> None:
    totals = queries.board_totals()
    assert (totals.published, totals.open, totals.funding) == (3, 2, 1_000_000_000)
    with app.test_request_context():
        found = board(ANONYMOUS, MultiDict({"within": "7", "status": "open", "deadline_max": "3"}))
        chips = found.chips(lambda **changes: ",".join(changes))
        assert [str(chip.label) for chip in chips] == ["揭榜中", "7 天内截止"]
        assert chips[1].url == "page,within"
        assert found.active == 2


@pytest.mark.usefixtures("three")
def test_export_has_all_pages_of_what_the_board_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchmaker.challenges.board._EXPORT_PAGE", 1)
    assert [one.title[0] for one in export(ANONYMOUS, MultiDict({"page": "7"}))] == ["乙", "丙", "甲"]
    assert [one.title[0] for one in export(ANONYMOUS, MultiDict({"status": "closed"}))] == ["丙"]


def test_csv_is_disarmed_and_complete(client: FlaskClient) -> None:
    make_challenge(title='=HYPERLINK("http://x")', summary='逗号, 引号" 换行\n第二行')
    indexer.drain_all()
    answer = client.get("/challenges/board.csv")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/csv"
    assert text.startswith("\ufeff编号,名称")
    assert "\"'=HYPERLINK" in text
    assert '"逗号, 引号"" 换行\n第二行"' in text
    assert "纯度 ≥ 99.95%；水分 ≤ 50 mg/kg" in text


def test_getting_one(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    draft = make_challenge(S.DRAFT, sponsor=sponsor_org)
    assert queries.get(actors["sponsor"], draft.public_id) is draft
    for who in ("anonymous", "other", "staff"):
        with pytest.raises(NotFound):
            queries.get(actors[who], draft.public_id)
    assert queries.load_visible(ANONYMOUS, [draft.id]) == []
    assert queries.load_visible(SYSTEM, [draft.id]) == [draft]


def test_desk_shows_the_longest_waiting_first_and_searches_literally(staff: Actor) -> None:
    make_challenge(S.SCREENING, title="后来 100%", submitted_at=days(-1))
    make_challenge(S.SCREENING, title="先来_者", submitted_at=days(-9))
    make_challenge(S.DRAFT, title="没提交过")
    make_challenge(S.DRAFT, title="退回的", submitted_at=days(-3))
    assert [one.title for one in queries.on_desk(staff, S.SCREENING).items] == ["先来_者", "后来 100%"]
    assert [one.title for one in queries.on_desk(staff, S.SCREENING, "0%").items] == ["后来 100%"]
    assert [one.title for one in queries.on_desk(staff, S.SCREENING, "_者").items] == ["先来_者"]
    assert queries.on_desk(staff, S.SCREENING, "' OR 1=1").total == 0
    assert queries.desk_counts(staff) == {S.DRAFT: 1, S.SCREENING: 2}
    assert agenda.days_waiting(queries.on_desk(staff, S.SCREENING).items[0]) == 9


def test_own_list(sponsor: Actor, sponsor_org: Organization) -> None:
    make_challenge()
    soon = make_challenge(sponsor=sponsor_org, expires_on=clock.today() + timedelta(days=3))
    make_challenge(S.DRAFT, sponsor=sponsor_org)
    assert queries.own(sponsor).total == 2
    assert queries.own(sponsor, S.OPEN).items == [soon]
    assert queries.own_counts(sponsor) == {S.DRAFT: 1, S.OPEN: 1}
    assert queries.expiring_soon(sponsor) == 1


def test_next_steps(app: Flask) -> None:
    today = clock.today()
    urgent = agenda.next_step(make_challenge(expires_on=today + timedelta(days=3)))
    assert (urgent.on, urgent.is_urgent) == (today + timedelta(days=3), True)
    assert agenda.next_step(make_challenge(S.DRAFT, submitted_at=clock.now())).is_urgent
    words = {status: agenda.next_step(make_challenge(status)).words for status in S}
    assert words[S.SCREENING] == "等分中心审核"
    assert words[S.WITHDRAWN] == words[S.REJECTED] == "已结束"
    assert agenda.is_stale(make_challenge(confirmed_on=today - timedelta(days=91)))
    assert not agenda.is_stale(make_challenge(confirmed_on=today - timedelta(days=90)))


def test_stage_line(app: Flask) -> None:
    states = {status: [stage["state"] for stage in stages_of(make_challenge(status))] for status in S}
    assert states[S.DRAFT] == ["now", "", "", "", "", ""]
    assert states[S.OPEN] == ["done", "done", "now", "", "", ""]
    assert states[S.CLOSED] == ["done", "done", "done", "now", "", ""]
    assert states[S.EVALUATING] == ["done", "done", "done", "done", "now", ""]
    assert states[S.AWARDED] == ["done"] * 6
    assert states[S.UNSUCCESSFUL] == ["done"] * 5 + ["now"]
    assert states[S.WITHDRAWN] == ["done", "now", "", "", "", ""]


PAGES = {
    "anonymous": ("/challenges/", "/challenges/?q=脱水&status=open"),
    "sponsor": ("/challenges/", "/challenges/mine"),
    "staff": ("/challenges/desk", "/challenges/desk?status=open"),
}


@pytest.mark.parametrize("who", PAGES)
def test_lists_need_the_same_statements_for_one_and_for_fifteen(
    client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization, who: str
) -> None:
    web, counts = client_as(actors[who]), {}
    web.get("/challenges/?q=脱水")  # what is cached for the life of the process
    for total in (1, 15):
        for _n in range(1 if total == 1 else 14):
            make_challenge(sponsor=sponsor_org)
            make_challenge(S.SCREENING)
        indexer.drain_all()
        for address in PAGES[who]:
            with count_queries() as seen:
                assert web.get(address).status_code == 200
            counts.setdefault(address, []).append(len(seen))
    assert all(few == many for few, many in counts.values()), counts
    assert max(many for _few, many in counts.values()) <= 12, counts


def test_the_detail_page_needs_a_constant_number_of_statements(client: FlaskClient) -> None:
    """Challenge with its sponsor, rows and files: 3; one about direct answers; the rest are the suggestions,
    whatever their number."""
    counts = []
    for rows in ((), ROWS * 5):
        public_id = make_challenge(rows=rows).public_id
        with count_queries() as seen:
            assert client.get(f"/challenges/{public_id}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12, counts
