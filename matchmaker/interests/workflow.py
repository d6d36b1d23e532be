"""The state machine of a direct answer."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.interests.models import Interest
from matchmaker.interests.policy import POLICY, InterestPermission, is_open
from matchmaker.interests.vocabulary import InterestStatus, ItemKind
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow

NEEDED = {
    ItemKind.CHALLENGE: ("title", "approach", "rationale", "contact_name"),
    ItemKind.ACHIEVEMENT: ("title", "approach", "contact_name"),
}
LABELS = {
    ItemKind.CHALLENGE: {
        "title": _l("方案名称"),
        "approach": _l("解决思路"),
        "rationale": _l("为什么可行"),
        "plan": _l("下一步怎么做"),
        "contact_name": _l("联系人"),
    },
    ItemKind.ACHIEVEMENT: {
        "title": _l("意向名称"),
        "approach": _l("想用来解决什么问题"),
        "rationale": _l("现有条件"),
        "plan": _l("希望的合作方式和时间"),
        "contact_name": _l("联系人"),
    },
}


def item_is_open(interest: Interest) -> None:
    if not is_open(SYSTEM, interest.item):
        raise GuardFailed(_("这个条目已经截止或下架，不能再发送。你写的内容保留在草稿里，可以用在别处。"))


def is_complete(interest: Interest) -> None:
    """What the other side needs to judge, and a way to answer."""
    labels = LABELS[interest.kind]
    errors = {
        name: _("请填写“%(name)s”。", name=labels[name])
        for name in NEEDED[interest.kind]
        if not getattr(interest, name).strip()
    }
    if not interest.contact_phone.strip() and not interest.contact_email.strip():
        errors["contact_phone"] = _("电话和邮箱至少填一项。")
    if errors:
        raise GuardFailed(_("还有 %(n)s 处要填。", n=len(errors)), errors)


S, P = InterestStatus, InterestPermission
WORKFLOW = Workflow(
    "interest",
    POLICY,
    S,
    [
        Transition("send", _l("发送"), (S.DRAFT,), S.SENT, P.EDIT, (item_is_open, is_complete), style="primary"),
        Transition("engage", _l("愿意面谈"), (S.SENT,), S.ENGAGED, P.ANSWER, style="primary"),
        Transition("decline", _l("谢绝"), (S.SENT,), S.DECLINED, P.ANSWER),
        Transition("withdraw", _l("撤回"), (S.DRAFT, S.SENT), S.WITHDRAWN, P.WITHDRAW),
        Transition("lapse", _l("条目下架，自动结束"), (S.SENT,), S.LAPSED, P.LAPSE),
    ],
    initial=S.DRAFT,
    final={S.ENGAGED, S.DECLINED, S.WITHDRAWN, S.LAPSED},
)  # fmt: skip
