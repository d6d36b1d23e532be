"""From the screening over the experts' opinions and the notice to the board; what refuses; what leaks to nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.assessments import services
from matchmaker.assessments.models import Assessment, Opinion
from matchmaker.assessments.policy import OPINION_POLICY, OpinionPermission
from matchmaker.assessments.vocabulary import DIMENSIONS, AssessmentStatus, OpinionStatus
from matchmaker.assessments.workflow import OPINION_WORKFLOW, WORKFLOW
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import DayKind
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services import publish_challenge, return_challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, DomainError, GuardFailed
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from tests.bids.conftest import acts_for
from tests.evaluations.conftest import judge_actor
from tests.factories.accounts import make_user
from tests.factories.bids import make_team
from tests.factories.calls import make_call
from tests.factories.challenges import make_challenge
from tests.factories.evaluations import make_judge
from tests.support.people import actor_with

S, A, T = ChallengeStatus, AssessmentStatus, OpinionStatus
ClientAs = Callable[[Actor], FlaskClient]
FULL = dict.fromkeys(DIMENSIONS, 8)
MARK = "论证暗号壬癸"


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


def screened(**rules: Any) -> Challenge:
    """Waiting for its judgement, in a call that wants an assessment."""
    call = make_call(rules=CallRules(has_assessment=True, **rules))
    return make_challenge(
        S.SCREENING, sponsor=make_team()[0], call_id=call.id, deadline_at=clock.now() + timedelta(days=90)
    )


def asked(staff: Actor, challenge: Challenge, experts: list[Expert]) -> Assessment:
    with transaction():
        assessment = services.start_assessment(staff, challenge)
        for expert in experts:
            services.ask_expert(staff, assessment, expert.public_id)
    return assessment


def sign(opinion: Opinion, comment: str = "方向明确，指标可考核。") -> None:
    actor = judge_actor(opinion.expert)
    with transaction():
        services.save_opinion(actor, opinion, FULL, False, comment)
        services.sign_opinion(actor, opinion)


def test_from_screening_over_the_notice_to_the_board(staff: Actor) -> None:
    challenge = screened()
    with pytest.raises(GuardFailed, match="先论证和公示"), transaction():
        publish_challenge(staff, challenge)
    assessment = asked(staff, challenge, [make_judge() for _n in range(3)])
    assert challenge.status is S.ASSESSING
    with pytest.raises(GuardFailed, match="现在有 0 位"), transaction():
        services.conclude(staff, assessment, approves=True, reason="")
    for opinion in assessment.opinions:
        sign(opinion)
    with transaction():
        services.conclude(staff, assessment, approves=True, reason="同意")
    assert (challenge.status, assessment.status) == (S.ON_NOTICE, A.APPROVED)
    assert challenge.need_notice_ends_on == date(2026, 12, 4)
    last_day = clock.frozen(clock.now() + timedelta(days=10))
    with last_day, pytest.raises(GuardFailed, match="公示期还没有满"), transaction():
        publish_challenge(staff, challenge)
    with clock.frozen(clock.now() + timedelta(days=11)), transaction():
        publish_challenge(staff, challenge)
    assert challenge.status is S.OPEN
    kinds = {one.kind for one in db.session.scalars(db.select(Delivery))}
    assert kinds >= {"OpinionAsked", "ChallengeOnNotice", "ChallengePublished"}


def test_notice_may_count_working_days(staff: Actor) -> None:
    challenge = screened(need_notice_days=5, need_notice_kind=DayKind.WORKING)
    assert services.notice_end(challenge, date(2026, 11, 24)) == date(2026, 12, 1)


def test_refused_is_final_and_needs_a_reason(staff: Actor) -> None:
    challenge = screened()
    assessment = asked(staff, challenge, [make_judge() for _n in range(3)])
    for opinion in assessment.opinions:
        sign(opinion)
    with pytest.raises(GuardFailed), transaction():
        services.conclude(staff, assessment, approves=False, reason=" ")
    with transaction():
        services.conclude(staff, assessment, approves=False, reason="已有成熟技术")
    assert (challenge.status, assessment.status) == (S.REJECTED, A.REFUSED)


def test_sent_back_to_its_sponsor_the_assessment_is_void(staff: Actor) -> None:
    challenge = screened()
    assessment = asked(staff, challenge, [make_judge()])
    with transaction():
        return_challenge(staff, challenge, "补测试方法")
    assert (challenge.status, assessment.status) == (S.DRAFT, A.VOID)
    with pytest.raises(DomainError), transaction():
        services.save_opinion(
            judge_actor(assessment.opinions[0].expert), assessment.opinions[0], FULL, False, "晚了"
        )


def test_experts_of_the_sponsor_are_not_asked(staff: Actor) -> None:
    challenge = screened()
    sponsor = challenge.sponsor
    assessment = asked(staff, challenge, [])
    barred = [
        make_judge(organization_id=sponsor.id),
        make_judge(employer_name=sponsor.name.replace("（示例）", "")),
    ]
    for expert in barred:
        with pytest.raises(GuardFailed) as failure, transaction():
            services.ask_expert(staff, assessment, expert.public_id)
        assert "要回避" in failure.value.errors["expert"]
    free = make_judge()
    with transaction():
        services.ask_expert(staff, assessment, free.public_id)
    for public_id in (free.public_id, "X"):
        with pytest.raises(GuardFailed), transaction():
            services.ask_expert(staff, assessment, public_id)


def test_an_opinion_is_complete_before_its_signature_and_fixed_after(staff: Actor) -> None:
    assessment = asked(staff, screened(), [make_judge()])
    opinion = assessment.opinions[0]
    actor = judge_actor(opinion.expert)
    with pytest.raises(GuardFailed) as failure, transaction():
        services.sign_opinion(actor, opinion)
    assert set(failure.value.errors) == {"scores", "is_solved", "comment"}
    for scores in ({"drive": 11}, {"other": 1}):
        with pytest.raises(GuardFailed), transaction():
            services.save_opinion(actor, opinion, scores, None, "")
    sign(opinion)
    with pytest.raises(Conflict), transaction():
        services.save_opinion(actor, opinion, FULL, True, "改主意")
    assert (opinion.total, opinion.is_solved) == (32, False)


@pytest.mark.parametrize("status", A)
@pytest.mark.parametrize("action", [t.action for t in WORKFLOW.transitions])
def test_every_state_and_action(staff: Actor, status: A, action: str) -> None:
    rules = {"approve": (A.APPROVED, {"staff", "system"}), "refuse": (A.REFUSED, {"staff", "system"}),
             "void": (A.VOID, {"system"})}  # fmt: skip
    assessment = asked(staff, screened(), [make_judge() for _n in range(3)])
    for opinion in assessment.opinions:
        sign(opinion)
    people = {"staff": staff, "system": SYSTEM, "anonymous": ANONYMOUS, "sponsor": acts_for(make_team()),
              "expert": judge_actor(assessment.opinions[0].expert)}  # fmt: skip
    for name, actor in people.items():
        db.session.execute(
            db.text("UPDATE assessment SET status = :s, concluded_at = created_at").bindparams(s=status.value)
        )
        db.session.commit()
        db.session.expire_all()
        target, allowed = rules[action]
        try:
            with transaction():
                WORKFLOW.apply(assessment, action, actor, "理由")
            reached = assessment.status
        except DomainError:
            reached = None
        assert reached is (target if status is A.OPEN and name in allowed else None), name


def test_only_its_expert_writes_and_only_he_and_staff_read(staff: Actor) -> None:
    opinion = asked(staff, screened(), [make_judge()]).opinions[0]
    own, other = judge_actor(opinion.expert), judge_actor(make_judge())
    for actor, reads, writes in (
        (own, True, True),
        (staff, True, False),
        (other, False, False),
        (ANONYMOUS, False, False),
    ):
        assert OPINION_POLICY.can(actor, OpinionPermission.READ, opinion) == reads
        assert OPINION_POLICY.can(actor, OpinionPermission.WRITE, opinion) == writes
    assert [t.action for t in OPINION_WORKFLOW.available(opinion, own)] == ["sign", "decline"]
    with transaction():
        services.decline_opinion(own, opinion, "时间冲突")
    assert opinion.status is T.DECLINED
    assert OPINION_WORKFLOW.available(opinion, own) == []


def test_by_the_pages(staff: Actor, client_as: ClientAs, client: FlaskClient) -> None:
    challenge = screened(publishes_assessors=True)
    web, base = client_as(staff), f"/assessments/of/{challenge.public_id}"
    assert "组织论证" in web.get(f"/challenges/{challenge.public_id}/screening").text
    assert web.post(f"{base}/start").status_code == 303
    refused = web.post(f"{base}/ask", data={"expert": "WHE-0"})
    assert refused.status_code == 422 and "没有找到" in refused.text and "WHE-0" in refused.text
    experts = [make_judge() for _n in range(3)]
    for expert in experts:
        assert web.post(f"{base}/ask", data={"expert": expert.public_id}).status_code == 303
        own = client_as(judge_actor(expert))
        address = next(
            one for one in own.get("/assessments/mine").text.split('"') if "/assessments/opinions/" in one
        )
        assert "论证需求" in own.get("/agenda/").text
        assert challenge.problem[:20] in own.get(address).text
        refused = own.post(address, data={"drive": "8", "comment": MARK, "sign": "1"})
        assert refused.status_code == 422 and MARK in refused.text
        full = dict.fromkeys(DIMENSIONS, "8") | {"is_solved": "no", "comment": MARK, "sign": "1"}
        assert own.post(address, data=full).status_code == 303
    assert client.get(f"/assessments/notices/{challenge.public_id}").status_code == 404
    assert web.post(f"{base}/refuse", data={"reason": ""}).status_code == 422
    assert web.post(f"{base}/approve", data={"reason": "同意"}).status_code == 303
    notice = client.get(f"/assessments/notices/{challenge.public_id}").text
    assert challenge.title in notice and experts[0].name in notice and "32" in notice
    assert MARK not in notice  # the words stay inside
    assert challenge.present_state not in notice and challenge.contact_name not in notice
    assert challenge.title in client.get("/assessments/notices").text
    assert client.get(f"/challenges/{challenge.public_id}").status_code == 404  # not on the board yet


def test_names_and_scores_stay_inside_unless_the_call_publishes_them(
    staff: Actor, client: FlaskClient
) -> None:
    challenge = screened()
    experts = [make_judge() for _n in range(3)]
    assessment = asked(staff, challenge, experts)
    for opinion in assessment.opinions:
        sign(opinion)
    with transaction():
        services.conclude(staff, assessment, approves=True, reason="")
    notice = client.get(f"/assessments/notices/{challenge.public_id}").text
    assert challenge.title in notice and not any(one.name in notice for one in experts)
