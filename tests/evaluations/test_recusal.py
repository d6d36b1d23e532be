"""Who may not judge, and that the lot never falls on him."""

from __future__ import annotations

import pytest

from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations import services
from matchmaker.evaluations.draw import draw, is_of_field, pool
from matchmaker.evaluations.recusal import conflicts, parties_of
from matchmaker.experts.models import Availability, Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations.models import Membership
from tests.evaluations.conftest import Court
from tests.factories.achievements import make_achievement
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.factories.evaluations import make_judge
from tests.support.queries import count_queries


def kinds(court: Court, *experts: Expert) -> dict[int, list[str]]:
    found = conflicts(experts, parties_of(court.challenge, court.bids))
    return {key: [one.kind for one in reasons] for key, reasons in found.items()}


def test_an_independent_expert_is_free(court: Court) -> None:
    assert kinds(court, make_judge()) == {}


def test_employer_by_record_and_by_name(court: Court) -> None:
    by_record = make_judge(organization_id=court.sponsor[0].id)
    by_name = make_judge(employer_name="第一 投标单位")  # written without the mark and with a blank
    assert kinds(court, by_record, by_name) == {by_record.id: ["employer"], by_name.id: ["employer"]}


def test_membership_of_the_account(court: Court) -> None:
    judge = make_judge()
    db.session.add(Membership(user_id=judge.user_id, organization_id=court.second[0].id))
    db.session.commit()
    assert kinds(court, judge) == {judge.id: ["membership"]}


def test_joint_works(court: Court) -> None:
    own = make_judge(name="合作作者甲")
    make_achievement(holder=court.first[0], team=[{"name": "合作作者甲"}, {"name": "别人"}])
    with_leader = make_judge(name="合作作者乙")
    make_achievement(team=[{"name": "合作作者乙"}, {"name": "丙示例负责人"}])  # the leader of a team
    free = make_judge(name="合作作者丁")
    make_achievement(team=[{"name": "合作作者丁"}, {"name": "无关的人"}])
    assert kinds(court, own, with_leader, free) == {own.id: ["joint_work"], with_leader.id: ["joint_work"]}


def test_named_in_a_team(court: Court) -> None:
    judge = make_judge(name="丙示例负责人")
    assert kinds(court, judge) == {judge.id: ["joint_work"]}


def test_earlier_awards(court: Court) -> None:
    winner = make_team("以往中榜单位（示例）")
    make_bid(BidStatus.AWARDED, make_challenge(ChallengeStatus.AWARDED, sponsor=court.sponsor[0]), winner)
    judge = make_judge(organization_id=winner[0].id)
    assert kinds(court, judge) == {judge.id: ["earlier_award"]}


def test_statements_do_not_grow_with_the_experts(court: Court) -> None:
    parties, counts = parties_of(court.challenge, court.bids), []
    for more in (1, 9):
        experts = [make_judge() for _n in range(more)]
        assert all(one.name for one in experts)  # read anew after their commit
        with count_queries() as seen:
            conflicts(experts, parties)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_pool_and_the_field(court: Court) -> None:
    judge = make_judge()
    make_judge(availability=Availability.BUSY)
    make_judge(status=ExpertStatus.HIDDEN)
    make_judge(user_id=None)
    assert pool() == [judge]
    assert is_of_field(judge, court.challenge)  # same industry, C26
    assert not is_of_field(
        make_judge(industry_codes=["A01"], discipline_codes=[], keywords=[]), court.challenge
    )


def test_the_lot_is_repeatable_and_depends_on_the_seed() -> None:
    experts = [Expert(id=n, public_id=f"WHE-{n}") for n in range(40)]
    one = [e.id for e in draw("aa", experts, 5)]
    assert one == [e.id for e in draw("aa", reversed(experts), 5)]
    assert one != [e.id for e in draw("bb", experts, 5)]


def test_nobody_with_a_conflict_is_ever_drawn(court: Court) -> None:
    barred = [make_judge(organization_id=court.first[0].id) for _n in range(8)]
    free = [make_judge() for _n in range(5)]
    with transaction():
        evaluation = services.plan_evaluation(court.staff, court.challenge)
        services.draw_panel(court.staff, evaluation)
    assert {one.expert_id for one in evaluation.panelists} == {one.id for one in free}
    with pytest.raises(GuardFailed, match="席位已满"), transaction():
        services.draw_panel(court.staff, evaluation)
    assert barred


def test_too_few_says_how_many_and_why(court: Court) -> None:
    make_judge(organization_id=court.first[0].id)
    make_judge()
    make_judge(industry_codes=["A01"], discipline_codes=[], keywords=[])
    with transaction():
        evaluation = services.plan_evaluation(court.staff, court.challenge)
    with pytest.raises(GuardFailed, match="可抽取的只有 1 位（另有 1 位要回避）"), transaction():
        services.draw_panel(court.staff, evaluation)
    with pytest.raises(GuardFailed, match="只有 2 位"), transaction():
        services.draw_panel(court.staff, evaluation, any_field=True)


def test_a_named_expert_must_be_free_too(court: Court) -> None:
    barred, free = make_judge(organization_id=court.first[0].id), make_judge()
    with transaction():
        evaluation = services.plan_evaluation(court.staff, court.challenge)
        services.invite_expert(court.staff, evaluation, free.public_id)
    for public_id, words in (
        (barred.public_id, "要回避：任职于"),
        (free.public_id, "已经邀请过"),
        ("X", "没有找到"),
    ):
        with pytest.raises(GuardFailed) as failure, transaction():
            services.invite_expert(court.staff, evaluation, public_id)
        assert words in failure.value.errors["expert"]
