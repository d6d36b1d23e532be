"""Whose turn it is, in the order of the days; nothing of others; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus
from matchmaker.dashboards.queries import tasks_for
from matchmaker.dashboards.tasks import Task, ordered
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from tests.bids.conftest import acts_for
from tests.contracts.conftest import Sides
from tests.evaluations.conftest import Court, judge_actor
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.factories.contracts import add_proof, make_contract
from tests.factories.evaluations import make_evaluation, make_judge
from tests.support.queries import count_queries

ClientAs = Callable[[Actor], FlaskClient]


def words(actor: Actor) -> list[str]:
    return [str(one.words) for one in tasks_for(actor) if one.is_for(actor)]


def test_bids_are_tasks_of_their_team_alone(app: Flask) -> None:
    lead, asked, rival = make_team(), make_team(), make_team()
    challenge = make_challenge()
    make_bid(BidStatus.DRAFT, challenge, lead, partners=((asked[0], MemberAnswer.INVITED),))
    assert words(acts_for(lead)) == ["写完并递交投标"]
    assert words(acts_for(asked)) == ["确认是否参加联合体"]
    assert words(acts_for(rival)) == []
    court = Court()
    assert "递交" not in "".join(
        words(court.staff)
    )  # before the opening staff do not learn that there is a bid


def test_the_turn_goes_from_hand_to_hand(app: Flask) -> None:
    court = Court()
    make_bid(BidStatus.SUBMITTED, court.challenge, make_team(), opened=True)
    assert words(court.staff) == ["资格审查 1 份投标"]
    court.challenge.status = ChallengeStatus.EVALUATING
    db.session.commit()
    judge = make_judge()
    others = [make_judge() for _n in range(2)]
    evaluation = make_evaluation(
        EvaluationStatus.SCORING, court.challenge, bids=court.bids, judges=[judge, *others], panel_size=3
    )
    assert words(judge_actor(judge)) == ["打分并签名"]
    assert words(court.staff) == ["评委打分，收齐后排序"]
    assert words(court.sponsor_actor) == []
    db.session.execute(
        db.text("UPDATE evaluation SET status = 'confirmed', result_hash = 'x' WHERE id = :n").bindparams(
            n=evaluation.id
        )
    )
    db.session.commit()
    db.session.expire_all()
    assert words(court.sponsor_actor) == ["选定揭榜方，或宣布流榜"]
    assert words(judge_actor(judge)) == []


def test_contracts_turn_by_turn(app: Flask) -> None:
    sides = Sides()
    contract = make_contract(ContractStatus.ACTIVE, sides.sponsor, sides.contractor)
    assert words(sides.works) == ["完成里程碑“第 1 步”", "完成里程碑“第 2 步”"]
    assert words(sides.pays) == []
    add_proof(contract.milestones[0], sides.contractor[1])
    db.session.execute(
        db.text("UPDATE milestone SET status = :s WHERE position = 0").bindparams(
            s=MilestoneStatus.DELIVERED.value
        )
    )
    db.session.commit()
    db.session.expire_all()
    assert words(sides.pays) == ["考核里程碑“第 1 步”"]
    assert [one.turn for one in tasks_for(sides.staff)] == ["揭榜方", "发榜方"]
    assert words(sides.staff) == []


def test_overdue_stands_first() -> None:
    today = clock.today()
    made = [
        Task(
            "delivery", "", str(days), "", "", {}, today + timedelta(days=days) if days is not None else None
        )
        for days in (None, 20, -3, 5)
    ]
    assert [one.words for one in ordered(made)] == ["-3", "5", "20", "None"]
    assert [one.is_overdue(today) for one in ordered(made)] == [True, False, False, False]
    assert [one.is_soon(today) for one in ordered(made)] == [False, True, False, False]


def test_the_page(app: Flask, client_as: ClientAs, client: FlaskClient) -> None:
    sides = Sides()
    late = clock.today() - timedelta(days=4)
    contract = make_contract(ContractStatus.ACTIVE, sides.sponsor, sides.contractor)
    contract.milestones[0].due_on = late
    db.session.commit()
    page = client_as(sides.works).get("/agenda/").text
    assert "逾期 4 天" in page and "2 件" in page
    assert "等别人的" in client_as(sides.staff).get("/agenda/?stage=delivery").text
    assert client_as(sides.staff).get("/agenda/?stage=nonsense").status_code == 200
    assert client.get("/agenda/").status_code == 303
    assert "没有待办" in client_as(acts_for(sides.other)).get("/agenda/").text


def test_statements_do_not_grow(app: Flask, client_as: ClientAs) -> None:
    court, counts = Court(), []
    web = client_as(court.staff)
    for more in (1, 6):
        for _n in range(more):
            make_contract()
            make_evaluation(EvaluationStatus.SCORING, panel_size=3)
            make_challenge(ChallengeStatus.SCREENING)
        with count_queries() as seen:
            assert web.get("/agenda/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
