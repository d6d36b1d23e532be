"""The state machine of a pair."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import ExpertStatus
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.policy import POLICY, IntroductionPermission
from matchmaker.introductions.vocabulary import IntroductionStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def both_can_answer(introduction: Introduction) -> None:
    """The need is open in the market and the offer is listed. A call takes sealed bids only, so nobody is heard first."""
    challenge, target = introduction.challenge, introduction.target
    if challenge.status is not ChallengeStatus.OPEN:
        raise GuardFailed(_("需求已经截止或撤回，不能再引荐。"))
    if challenge.call_id is not None:
        raise GuardFailed(_("榜单里的需求只接受密封投标，不能单独引荐。"))
    if isinstance(target, Achievement):
        is_listed = target.status is AchievementStatus.LISTED
    else:
        is_listed = target.status is ExpertStatus.LISTED and target.user_id is not None
    if not is_listed:
        raise GuardFailed(_("成果或专家已经下架，或专家没有账号，收不到引荐。"))


S, P = IntroductionStatus, IntroductionPermission
WORKFLOW = Workflow(
    "introduction",
    POLICY,
    S,
    [
        Transition("shortlist", _l("甄选"), (S.SUGGESTED,), S.SHORTLISTED, P.CURATE),
        Transition("dismiss", _l("排除"), (S.SUGGESTED, S.SHORTLISTED), S.DISMISSED, P.CURATE),
        Transition("introduce", _l("引荐给双方"), (S.SUGGESTED, S.SHORTLISTED), S.INTRODUCED, P.CURATE,
                   (both_can_answer,), style="primary"),
        Transition("undo", _l("撤销上一步"), (S.SHORTLISTED, S.DISMISSED), S.SUGGESTED, P.CURATE),
        Transition("undo_dismissal", _l("撤销排除"), (S.DISMISSED,), S.SHORTLISTED, P.CURATE),
        Transition("engage", _l("双方同意"), (S.INTRODUCED,), S.ENGAGED, P.ENGAGE),
        Transition("decline", _l("谢绝引荐"), (S.INTRODUCED,), S.DECLINED, P.ANSWER),
        Transition("expire", _l("到期未答复，自动结束"), (S.INTRODUCED,), S.EXPIRED, P.EXPIRE),
        Transition("convert", _l("登记签约"), (S.ENGAGED,), S.CONVERTED, P.CURATE, style="primary"),
    ],
    initial=S.SUGGESTED,
    final={S.CONVERTED, S.DECLINED, S.EXPIRED},
)  # fmt: skip
