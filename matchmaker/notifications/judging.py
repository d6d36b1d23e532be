"""Mails about evaluation, award, objection and contract: a table of occasions, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from matchmaker.accounts.models import User
from matchmaker.assessments import events as assessments
from matchmaker.assessments.models import Opinion
from matchmaker.awards import events as awards
from matchmaker.awards.models import Award, Objection
from matchmaker.bids import queries as bids
from matchmaker.contracts import events as contracts
from matchmaker.contracts.models import Amendment, Contract, Milestone
from matchmaker.evaluations import events as evaluations
from matchmaker.evaluations.models import Evaluation, Panelist
from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications.composers import author, members_of, staff
from matchmaker.notifications.telling import Message, tell


@dataclass(frozen=True)
class Occasion:
    """What it is about, to whom, subject, sentence, and the page to open as (endpoint, arguments)."""

    model: type[Any]
    recipients: Callable[[Any], Iterable[str]]
    subject: Any
    words: Any
    page: Callable[[Any], tuple[str, dict[str, Any]]]
    detail: Callable[[Any], str] = lambda _subject: ""  # what this one reader may read in the mail itself


def _expert(panelist: Panelist | Opinion) -> list[str]:
    return author(panelist.expert)


def _sponsor_and_staff(subject: Evaluation | Award) -> list[str]:
    return [*members_of(subject.challenge.sponsor_id), *staff(subject)]


def _bidders_and_sponsor(award: Award) -> list[str]:
    """Everybody who takes part learns that the notice has begun."""
    units = {award.challenge.sponsor_id}
    for bid in bids.eligible(award.challenge):
        units |= {bid.lead_id, *(one.organization_id for one in bid.partners)}
    return [address for unit in sorted(units) for address in members_of(unit)]


def _chosen_sponsor_and_staff(award: Award) -> list[str]:
    return [*members_of(award.bid.lead_id), *_sponsor_and_staff(award)]


def _filer(objection: Objection) -> list[str]:
    user = db.session.get(User, objection.filed_by_id)
    return [user.email] if user else []


def _sponsor_of(milestone: Milestone) -> list[str]:
    return members_of(milestone.contract.sponsor_id)


def _contractor_of(milestone: Milestone) -> list[str]:
    return members_of(milestone.contract.contractor_id)


def _asked(amendment: Amendment) -> list[str]:
    """The side that has to answer."""
    contract = amendment.contract
    is_sponsors = amendment.requested_by_id == contract.sponsor_id
    return members_of(contract.contractor_id if is_sponsors else contract.sponsor_id)


def _sides(subject: Contract | Milestone | Amendment) -> list[str]:
    contract = subject if isinstance(subject, Contract) else subject.contract
    return [*members_of(contract.sponsor_id), *members_of(contract.contractor_id)]


def _sides_and_staff(subject: Contract | Amendment) -> list[str]:
    return [*_sides(subject), *staff(subject)]


def _contract(subject: Contract | Milestone | Amendment) -> tuple[str, dict[str, Any]]:
    contract = subject if isinstance(subject, Contract) else subject.contract
    return "contracts.detail", {"public_id": contract.public_id}


def _opinion(opinion: Opinion) -> tuple[str, dict[str, Any]]:
    return "assessments.opinion", {"number": opinion.id}


def _seat(panelist: Panelist) -> tuple[str, dict[str, Any]]:
    return "evaluations.seat", {"number": panelist.id}


def _evaluation(subject: Evaluation | Panelist) -> tuple[str, dict[str, Any]]:
    found = subject.evaluation if isinstance(subject, Panelist) else subject
    return "evaluations.detail", {"public_id": found.public_id}


def _award(award: Award) -> tuple[str, dict[str, Any]]:
    return "awards.detail", {"public_id": award.public_id}


def _objection(objection: Objection) -> tuple[str, dict[str, Any]]:
    return "awards.objection", {"public_id": objection.public_id}


OCCASIONS: dict[type[DomainEvent], Occasion] = {
    assessments.OpinionAsked: Occasion(
        Opinion, _expert, _l("请论证一项需求"), _l("请打分、写意见并签名，或谢绝。"), _opinion),
    evaluations.PanelistInvited: Occasion(
        Panelist, _expert, _l("邀请你担任评委"), _l("请核对回避声明，再接受或谢绝。"), _seat),
    evaluations.ScoringOpened: Occasion(
        Panelist, _expert, _l("可以开始打分"), _l("评分表已经发出，请在打分截止日前签名。"), _seat),
    evaluations.PanelistReminded: Occasion(
        Panelist, _expert, _l("打分即将截止"), _l("你还有评分表没有签名。"), _seat),
    evaluations.PanelistRecused: Occasion(
        Panelist, staff, _l("有评委谢绝或回避，请补抽"), _l("评委席位空出一席，请补抽。"), _evaluation),
    evaluations.ScoringClosed: Occasion(
        Evaluation, _sponsor_and_staff, _l("评审打分结束"), _l("排序已经算出，请确认评审结果。"), _evaluation),
    awards.AwardProposed: Occasion(
        Award, staff, _l("发榜方已选定揭榜方，请公示"), _l("请核对后开始公示。"), _award),
    awards.NoticePublished: Occasion(
        Award, _bidders_and_sponsor, _l("中榜公示开始"), _l("公示期内可以实名提出异议。"), _award),
    awards.AwardRevoked: Occasion(
        Award, _chosen_sponsor_and_staff, _l("中榜已撤销"), _l("这次选择不再有效，理由见页面。"), _award),
    awards.AwardConfirmed: Occasion(
        Award, _sponsor_and_staff, _l("公示期满，已定榜"), _l("请双方按期签约。"), _award),
    awards.ObjectionFiled: Occasion(
        Objection, staff, _l("收到异议，请处理"), _l("公示已中止，请核实并答复。"), _objection),
    awards.ObjectionDecided: Occasion(
        Objection, _filer, _l("你的异议有了处理意见"), _l("处理意见见页面。"), _objection),
    contracts.ContractDrafted: Occasion(
        Contract, _sides, _l("合同已起草，请核对"), _l("合同按中榜的申报书起草，请双方补齐后定稿。"), _contract),
    contracts.SignaturesRequested: Occasion(
        Contract, _sides, _l("合同已定稿，请签字"), _l("请打印、签字盖章，再上传扫描件。"), _contract),
    contracts.ContractActivated: Occasion(
        Contract, _sides_and_staff, _l("合同已生效"), _l("双方都已签字，里程碑开始计时。"), _contract),
    contracts.ContractCompleted: Occasion(
        Contract, _sides_and_staff, _l("合同已验收结清"), _l("全部里程碑通过、款项结清、指标测定完毕。"), _contract),
    contracts.ContractTerminated: Occasion(
        Contract, _sides_and_staff, _l("合同已终止"), _l("理由见页面；已通过部分的款项仍然应付。"), _contract),
    contracts.ContractEliminated: Occasion(
        Contract, lambda one: members_of(one.contractor_id), _l("赛马评比结果：不再继续"),
        _l("合同就此结束，不是违约；已通过的里程碑照付。理由："), _contract, lambda one: one.ended_reason),
    contracts.AmendmentProposed: Occasion(
        Amendment, _asked, _l("对方提出合同变更，请答复"), _l("请核对变更前后的内容，同意或说明不同意的理由。"), _contract),
    contracts.AmendmentAccepted: Occasion(
        Amendment, _sides_and_staff, _l("合同变更已生效"), _l("补充协议已生成，里程碑和付款按变更后的执行。"), _contract),
    contracts.AmendmentDeclined: Occasion(
        Amendment, lambda one: members_of(one.requested_by_id), _l("对方不同意合同变更"),
        _l("合同照原样执行，理由见页面。"), _contract),
    contracts.MilestoneDelivered: Occasion(
        Milestone, _sponsor_of, _l("里程碑提交考核"), _l("请审核证据，通过或退回。"), _contract),
    contracts.MilestoneAccepted: Occasion(
        Milestone, _contractor_of, _l("里程碑考核通过"), _l("款项转为应付，请开票。"), _contract),
    contracts.MilestoneReturned: Occasion(
        Milestone, _contractor_of, _l("里程碑退回整改"), _l("理由见页面，请整改后再提交。"), _contract),
    contracts.MilestoneComingDue: Occasion(
        Milestone, _sides, _l("里程碑即将到期"), _l("请按期提交考核；不能按期的，请尽早与对方商量。"), _contract),
    contracts.MilestoneOverdue: Occasion(
        Milestone, _sides, _l("里程碑已逾期"), _l("请尽快提交考核；需要改期的，可以在合同页提出变更。"), _contract),
}  # fmt: skip


def compose_judging(event: DomainEvent) -> None:
    """Tell of an event, in the site's first language: the reader's choice is not stored."""
    occasion = OCCASIONS[type(event)]
    number = next(value for key, value in vars(event).items() if key.endswith("_id"))
    subject = db.session.get_one(occasion.model, number)
    endpoint, values = occasion.page(subject)
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template(
            "notifications/judging.txt",
            challenge=_challenge_of(subject),
            words=occasion.words,
            detail=occasion.detail(subject),
        )
        message = Message(str(occasion.subject), text, endpoint, values)
    tell(event, occasion.recipients(subject), message)


def _challenge_of(subject: Any) -> Any:
    if isinstance(subject, Panelist):
        return subject.evaluation.challenge
    if isinstance(subject, Opinion):
        return subject.assessment.challenge
    if isinstance(subject, Milestone):
        return subject.contract.challenge
    return subject.award.challenge if isinstance(subject, Objection) else subject.challenge


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = tuple(
    (kind, compose_judging) for kind in OCCASIONS
)
