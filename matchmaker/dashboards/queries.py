"""Gathering the tasks of the whole procedure: a fixed number of statements, however much is running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import and_, exists, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from matchmaker.assessments.models import Opinion
from matchmaker.assessments.vocabulary import AssessmentStatus, OpinionStatus
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.vocabulary import LIVE as LIVE_AWARDS
from matchmaker.awards.vocabulary import AwardStatus, ObjectionStatus
from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import HelpStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.races import races_to_decide
from matchmaker.contracts.vocabulary import AmendmentStatus, ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.dashboards.tasks import Task, ordered
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.interests import queries as interests
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor

MOST = 300  # tasks of one kind that are read


def tasks_for(actor: Actor) -> list[Task]:
    """What this actor should know of: own turns, and for staff everything that runs."""
    if actor.user_id is None:
        return []
    found = [task for gather in KINDS for task in gather(actor)]
    return ordered(task for task in found if actor.is_staff or task.is_for(actor))


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(clock.BEIJING).date() if moment else None


def screening(actor: Actor) -> Iterator[Task]:
    """Needs handed in, for staff; returned ones, for their sponsors."""
    if actor.is_staff:
        query = select(Challenge).where(Challenge.status == ChallengeStatus.SCREENING)
        for one in db.session.scalars(query.order_by(Challenge.submitted_at).limit(MOST)):
            yield Task("screening", one.title, _("审核需求"), _("分中心"), "challenges.screening",
                       {"public_id": one.public_id}, staff=True)  # fmt: skip
        issued = (
            Challenge.status == ChallengeStatus.ON_NOTICE,
            Challenge.need_notice_ends_on < clock.today(),
        )
        for one in db.session.scalars(select(Challenge).where(*issued).limit(MOST)):
            yield Task("screening", one.title, _("公示期满，发榜"), _("分中心"), "assessments.of_challenge",
                       {"public_id": one.public_id}, staff=True)  # fmt: skip
        for one in db.session.scalars(
            select(Challenge).where(Challenge.status == ChallengeStatus.ASSESSING).limit(MOST)
        ):
            yield Task("screening", one.title, _("收齐专家意见，作出结论"), _("分中心"), "assessments.of_challenge",
                       {"public_id": one.public_id}, staff=True)  # fmt: skip
    returned = and_(Challenge.status == ChallengeStatus.DRAFT, Challenge.submitted_at.is_not(None))
    if actor.organization_id is not None:
        query = select(Challenge).where(returned, Challenge.sponsor_id == actor.organization_id)
        for one in db.session.scalars(query.limit(MOST)):
            yield Task("screening", one.title, _("按意见修改后再提交"), _("发榜方"), "challenges.resume",
                       {"public_id": one.public_id}, units=frozenset({one.sponsor_id}))  # fmt: skip


def bidding(actor: Actor) -> Iterator[Task]:
    """Drafts of bids and invitations, until the deadline; only the team's own."""
    if actor.organization_id is None:
        return
    open_ones = (Challenge.status == ChallengeStatus.OPEN, Bid.status == BidStatus.DRAFT)
    query = select(Bid).join(Bid.challenge).where(*open_ones, Bid.lead_id == actor.organization_id)
    for bid in db.session.scalars(query.limit(MOST)):
        yield Task("bidding", bid.challenge.title, _("写完并递交投标"), _("揭榜方"), "bids.review",
                   {"public_id": bid.public_id}, _day(bid.challenge.deadline_at), frozenset({bid.lead_id}))  # fmt: skip
    asked = (BidMember.answer == MemberAnswer.INVITED, BidMember.organization_id == actor.organization_id)
    for member in db.session.scalars(select(BidMember).where(*asked).limit(MOST)):
        bid = member.bid
        yield Task("bidding", bid.challenge.title, _("确认是否参加联合体"), _("受邀单位"), "bids.detail",
                   {"public_id": bid.public_id}, _day(bid.challenge.deadline_at),
                   frozenset({member.organization_id}))  # fmt: skip


def eligibility(actor: Actor) -> Iterator[Task]:
    """Opened bids nobody has checked, and closed challenges that wait for their evaluation; for staff."""
    if not actor.is_staff:
        return
    waiting = func.count().filter(Bid.status == BidStatus.SUBMITTED)
    judged = func.count().filter(Bid.status == BidStatus.ELIGIBLE)
    query = (
        select(Challenge, waiting, judged)
        .join(Bid, Bid.challenge_id == Challenge.id)
        .where(Challenge.status == ChallengeStatus.CLOSED, Bid.opened_at.is_not(None))
        .group_by(Challenge.id)
        .limit(MOST)
    )
    for challenge, unchecked, eligible in db.session.execute(query):
        values = {"public_id": challenge.public_id}
        if unchecked:
            words = _("资格审查 %(n)s 份投标", n=unchecked)
            yield Task("eligibility", challenge.title, words, _("分中心"), "bids.opened", values, staff=True)
        elif eligible:
            yield Task(
                "evaluation", challenge.title, _("组织评审"), _("分中心"), "bids.opened", values, staff=True
            )


def evaluating(actor: Actor) -> Iterator[Task]:
    """Panels to fill, results to confirm, bidders to choose."""
    live = exists().where(Award.challenge_id == Evaluation.challenge_id, Award.status.in_(LIVE_AWARDS))
    vacant = exists().where(Award.challenge_id == Evaluation.challenge_id, Award.is_vacant)
    query = (
        select(Evaluation, live, vacant)
        .join(Evaluation.challenge)
        .where(
            Evaluation.status != EvaluationStatus.VOID,
            Challenge.status == ChallengeStatus.EVALUATING,
            true() if actor.is_staff else Challenge.sponsor_id == actor.organization_id,
        )
    )
    for one, has_award, has_vacancy in db.session.execute(query.limit(MOST)):
        challenge, values = one.challenge, {"public_id": one.public_id}
        sponsor = frozenset({challenge.sponsor_id})
        if one.status is EvaluationStatus.PLANNED:
            yield Task("evaluation", challenge.title, _("抽取评委，等评委接受"), _("分中心"), "evaluations.detail",
                       values, staff=True)  # fmt: skip
        elif one.status is EvaluationStatus.SCORING:
            yield Task("evaluation", challenge.title, _("评委打分，收齐后排序"), _("分中心"), "evaluations.detail",
                       values, one.scoring_until, staff=True)  # fmt: skip
        elif one.status is EvaluationStatus.CLOSED:
            yield Task("evaluation", challenge.title, _("确认评审结果"), _("发榜方"), "evaluations.detail", values,
                       units=sponsor)  # fmt: skip
        elif has_award and has_vacancy:
            yield Task("award", challenge.title, _("名额空出，递补或按现有团队定榜"), _("发榜方"), "awards.choose", values,
                       units=sponsor)  # fmt: skip
        elif not has_award:
            yield Task("award", challenge.title, _("选定揭榜方，或宣布流榜"), _("发榜方"), "evaluations.detail", values,
                       units=sponsor)  # fmt: skip


def assessing(actor: Actor) -> Iterator[Task]:
    """Needs the acting expert was asked to assess."""
    query = (
        select(Opinion)
        .join(Opinion.expert)
        .where(Expert.user_id == actor.user_id, Opinion.status == OpinionStatus.ASKED)
    )
    for one in db.session.scalars(query.limit(MOST)):
        if one.assessment.status is AssessmentStatus.OPEN:
            yield Task("screening", one.assessment.challenge.title, _("论证需求"), _("专家"), "assessments.opinion",
                       {"number": one.id}, user_id=actor.user_id)  # fmt: skip


def judging(actor: Actor) -> Iterator[Task]:
    """The acting expert's invitations and open sheets."""
    is_open = exists().where(ScoreSheet.panelist_id == Panelist.id, ScoreSheet.status == SheetStatus.OPEN)
    query = (
        select(Panelist, is_open).join(Panelist.expert).where(
            Expert.user_id == actor.user_id,
            Panelist.status.in_((PanelistStatus.INVITED, PanelistStatus.ACCEPTED)),
        )
    )  # fmt: skip
    for one, has_sheets in db.session.execute(query.limit(MOST)):
        evaluation, values = one.evaluation, {"number": one.id}
        if one.status is PanelistStatus.INVITED:
            yield Task("evaluation", evaluation.challenge.title, _("答复评审邀请"), _("评委"), "evaluations.seat", values,
                       user_id=actor.user_id)  # fmt: skip
        elif has_sheets and evaluation.status is EvaluationStatus.SCORING:
            yield Task("evaluation", evaluation.challenge.title, _("打分并签名"), _("评委"), "evaluations.seat", values,
                       evaluation.scoring_until, user_id=actor.user_id)  # fmt: skip


def noticing(actor: Actor) -> Iterator[Task]:
    """Notices to begin and objections to decide, for staff; notices that run, for staff to see."""
    if not actor.is_staff:
        return
    query = select(Award).where(Award.status.in_((AwardStatus.PROPOSED, AwardStatus.ON_NOTICE)))
    for one in db.session.scalars(query.limit(MOST)):
        values = {"public_id": one.public_id}
        if one.status is AwardStatus.PROPOSED:
            yield Task(
                "award", one.challenge.title, _("开始公示"), _("分中心"), "awards.detail", values, staff=True
            )
        else:
            yield Task("award", one.challenge.title, _("公示期满自动定榜"), _("系统"), "awards.detail", values,
                       one.notice_ends_on)  # fmt: skip
    waiting = select(Objection).where(Objection.status == ObjectionStatus.RECEIVED)
    for objection in db.session.scalars(waiting.limit(MOST)):
        yield Task("award", objection.award.challenge.title, _("处理异议"), _("分中心"), "awards.objection",
                   {"public_id": objection.public_id}, staff=True)  # fmt: skip


def contracting(actor: Actor) -> Iterator[Task]:
    """Contracts to sign, milestones to deliver and check, payments to make."""
    query = select(Contract).where(
        Contract.status.in_((ContractStatus.DRAFTING, ContractStatus.SIGNING, ContractStatus.ACTIVE))
    )
    if not actor.is_staff:
        own = (Contract.sponsor_id == actor.organization_id) | (
            Contract.contractor_id == actor.organization_id
        )
        query = query.where(own)
    parts = (
        selectinload(Contract.milestones).joinedload(Milestone.settlement),
        selectinload(Contract.signatures),
        selectinload(Contract.amendments),
    )
    for one in db.session.scalars(query.options(*parts).limit(MOST)):
        yield from _of_contract(one)


def _of_contract(contract: Contract) -> Iterator[Task]:
    values = {"public_id": contract.public_id}
    sponsor, contractor = frozenset({contract.sponsor_id}), frozenset({contract.contractor_id})
    if contract.status is ContractStatus.DRAFTING:
        yield Task("contract", contract.title, _("补齐合同并定稿"), _("双方"), "contracts.detail", values,
                   contract.signing_until, sponsor | contractor)  # fmt: skip
    if contract.status is ContractStatus.SIGNING:
        signed = {one.organization_id for one in contract.signatures}
        yield Task("contract", contract.title, _("签字盖章"), _("双方"), "contracts.detail", values,
                   contract.signing_until, (sponsor | contractor) - signed)  # fmt: skip
    if contract.status is ContractStatus.ACTIVE:
        for milestone in contract.milestones:
            yield from _of_milestone(contract, milestone, sponsor, contractor)
        for amendment in contract.amendments:
            if amendment.status is AmendmentStatus.PROPOSED:
                yield Task("contract", contract.title, _("答复合同变更"), _("对方"), "contracts.detail", values,
                           units=(sponsor | contractor) - {amendment.requested_by_id})  # fmt: skip


def _of_milestone(
    contract: Contract, milestone: Milestone, sponsor: frozenset[int], contractor: frozenset[int]
) -> Iterator[Task]:
    values, name = {"public_id": contract.public_id}, milestone.title
    if milestone.status in (MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS, MilestoneStatus.REWORK):
        yield Task("delivery", contract.title, _("完成里程碑“%(name)s”", name=name), _("揭榜方"), "contracts.detail",
                   values, milestone.due_on, contractor)  # fmt: skip
    if milestone.status is MilestoneStatus.DELIVERED:
        yield Task("delivery", contract.title, _("考核里程碑“%(name)s”", name=name), _("发榜方"), "contracts.detail",
                   values, units=sponsor)  # fmt: skip
    payment = milestone.settlement
    if payment is not None and payment.status in (SettlementStatus.DUE, SettlementStatus.INVOICED):
        yield Task("settlement", contract.title, _("支付里程碑“%(name)s”", name=name), _("发榜方"), "contracts.detail",
                   values, units=sponsor)  # fmt: skip


def answering(actor: Actor) -> Iterator[Task]:
    """One-page answers the actor's unit has not answered yet."""
    if actor.organization_id is None:
        return
    for one in interests.waiting_for(actor, MOST):
        yield Task("contact", one.item.title, _("答复收到的一页答复"), _("收到的单位"), "interests.detail",
                   {"public_id": one.public_id}, one.answer_due_on, frozenset({one.recipient_id}))  # fmt: skip


def racing(actor: Actor) -> Iterator[Task]:
    """Races whose teams can be compared now; their sponsor decides."""
    for challenge in races_to_decide(actor, MOST):
        yield Task("delivery", challenge.title, _("评比赛马团队，决定谁继续"), _("发榜方"), "contracts.race",
                   {"public_id": challenge.public_id}, units=frozenset({challenge.sponsor_id}))  # fmt: skip


def helping(actor: Actor) -> Iterator[Task]:
    """Requests for help the acting broker has to answer."""
    query = select(HelpRequest).join(HelpRequest.broker).options(joinedload(HelpRequest.organization))
    query = query.where(Broker.user_id == actor.user_id, HelpRequest.status == HelpStatus.ASKED)
    for one in db.session.scalars(query.order_by(HelpRequest.created_at).limit(MOST)):
        yield Task("bidding", one.organization.name, _("答复帮忙请求"), _("技术经纪人"), "brokers.mine", {},
                   user_id=actor.user_id)  # fmt: skip


KINDS: tuple[Callable[[Actor], Iterator[Task]], ...] = (
    screening, answering, bidding, eligibility, evaluating, assessing, judging, noticing, contracting, helping, racing,
)  # fmt: skip
