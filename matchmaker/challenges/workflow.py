"""The state machine of a challenge, from draft to closing."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.challenges.completeness import deadline_problem, missing
from matchmaker.challenges.entry import bidding_problem, entry_problems
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import POLICY, ChallengePermission
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow
from matchmaker.organizations.services import ban_in_force


def sponsor_is_verified(challenge: Challenge) -> None:
    """Only an organization whose identity staff have checked hands in."""
    if not challenge.sponsor.is_verified:
        sentence = _("你的机构还没有通过核验，暂时不能提交。请先到“我的机构”提交核验材料，草稿会一直保留。")
        raise GuardFailed(sentence, errors={"sponsor": sentence})


def is_complete(challenge: Challenge) -> None:
    if gaps := missing(challenge):
        raise GuardFailed(_("还有 %(n)s 处没有填好，补齐后再提交。", n=len(gaps)), errors=gaps)


def is_declared_open(challenge: Challenge) -> None:
    """The sponsor has stated that no state secret is in it."""
    if not challenge.is_declared_open:
        sentence = _("请先确认内容不涉及国家秘密。")
        raise GuardFailed(sentence, errors={"secrecy": sentence})


def call_admits(challenge: Challenge) -> None:
    """Only under the rules of its call, while that is open."""
    if problems := entry_problems(challenge):
        raise GuardFailed(_("不符合所选征集的申报条件。"), errors=problems)


def race_is_allowed(challenge: Challenge) -> None:
    """Not more teams side by side than its call (or the default) allows."""
    most = challenge.rules.max_awards_limit
    if challenge.max_awards > most:
        sentence = _("赛马制最多选 %(most)s 个团队，请改“赛马制”一栏。", most=most)
        raise GuardFailed(sentence, errors={"max_awards": sentence})


def sponsor_is_trusted(challenge: Challenge) -> None:
    """A unit in the register of breaches of trust proposes nothing to a call until its ban is over."""
    ban = ban_in_force(challenge.sponsor_id) if challenge.call else None
    if ban is not None:
        sentence = _("你的机构有失信记录，%(day)s 以前不能向征集申报。", day=ban.ends_on.isoformat())
        raise GuardFailed(sentence, errors={"call": sentence})


def leaves_time_to_bid(challenge: Challenge) -> None:
    if sentence := bidding_problem(challenge):
        raise GuardFailed(sentence, errors={"deadline_on": sentence})


def deadline_is_ahead(challenge: Challenge) -> None:
    if sentence := deadline_problem(challenge.deadline_at):
        raise GuardFailed(sentence, errors={"deadline_on": sentence})


def expiry_is_ahead(challenge: Challenge) -> None:
    if challenge.expires_on is None or challenge.expires_on < clock.today():
        sentence = _("有效期已经过去，请给出新的截止日。")
        raise GuardFailed(sentence, errors={"deadline_on": sentence})


def is_assessed(challenge: Challenge) -> None:
    """Where the call wants it: after the experts' assessment, and when its notice is over."""
    wants = challenge.call is not None and challenge.call.rules.has_assessment
    if challenge.status is ChallengeStatus.SCREENING and wants:
        raise GuardFailed(_("参加这次征集的需求要先论证和公示，再发榜。"))
    ends = challenge.need_notice_ends_on
    if challenge.status is ChallengeStatus.ON_NOTICE and (ends is None or clock.today() <= ends):
        raise GuardFailed(_("需求公示期还没有满。"))


S, P = ChallengeStatus, ChallengePermission
WORKFLOW = Workflow(
    "challenge",
    POLICY,
    S,
    [
        Transition("submit", _l("提交审核"), (S.DRAFT,), S.SCREENING, P.SUBMIT,
                   (sponsor_is_verified, is_complete, is_declared_open, call_admits, race_is_allowed,
                    sponsor_is_trusted),
                   style="primary"),
        Transition("return_for_revision", _l("退回补充"), (S.SCREENING, S.ASSESSING), S.DRAFT, P.RETURN,
                   needs_note=True),
        Transition("assess", _l("组织论证"), (S.SCREENING,), S.ASSESSING, P.ASSESS,
                   (sponsor_is_verified, is_complete, sponsor_is_trusted), style="primary"),
        Transition("give_notice", _l("公示需求"), (S.ASSESSING,), S.ON_NOTICE, P.ASSESS, style="primary"),
        Transition("publish", _l("发布到揭榜大厅"), (S.SCREENING, S.ON_NOTICE), S.OPEN, P.PUBLISH,
                   (sponsor_is_verified, is_complete, leaves_time_to_bid, race_is_allowed, sponsor_is_trusted, is_assessed),
                   style="primary"),
        Transition("reject", _l("驳回"), (S.SCREENING, S.ASSESSING, S.ON_NOTICE), S.REJECTED, P.REJECT, style="danger", needs_note=True),
        Transition("close", _l("提前截止"), (S.OPEN,), S.CLOSED, P.CLOSE, needs_note=True),
        Transition("reopen", _l("重新开放"), (S.CLOSED,), S.OPEN, P.REOPEN, (deadline_is_ahead, expiry_is_ahead)),
        Transition("start_evaluation", _l("组织评审"), (S.CLOSED,), S.EVALUATING, P.EVALUATE, style="primary"),
        Transition("award", _l("定榜"), (S.EVALUATING,), S.AWARDED, P.ADMINISTER_OUTCOME),
        Transition("declare_unsuccessful", _l("宣布流榜"), (S.CLOSED, S.EVALUATING), S.UNSUCCESSFUL,
                   P.DECLARE_UNSUCCESSFUL, style="danger", needs_note=True),
        Transition("withdraw", _l("撤榜"), (S.DRAFT, S.SCREENING, S.ASSESSING, S.ON_NOTICE, S.OPEN, S.CLOSED),
                   S.WITHDRAWN, P.WITHDRAW,
                   style="danger", needs_note=True),
    ],
    initial=S.DRAFT,
    final={S.AWARDED, S.UNSUCCESSFUL, S.WITHDRAWN, S.REJECTED},
)  # fmt: skip
