"""From draft to listing and off it again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.patents import read_application_number, read_doi, read_publication_number
from matchmaker.achievements.policy import POLICY, AchievementPermission
from matchmaker.achievements.vocabulary import AchievementStatus, PriceKind
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow
from matchmaker.organizations.models import OrganizationStatus

# What a submitted achievement must state: field, step of the form, what it is called.
NEEDED: tuple[tuple[str, str, Any], ...] = (
    ("title", "overview", _l("成果名称")),
    ("summary", "overview", _l("一句话说明")),
    ("form", "overview", _l("体现形式")),
    ("domain_code", "overview", _l("技术领域")),
    ("industry_code", "overview", _l("应用行业")),
    ("description", "technology", _l("技术说明")),
    ("comparison", "technology", _l("与什么比")),
    ("benefit", "technology", _l("好在哪里、代价是什么")),
    ("trl", "maturity", _l("技术成熟度")),
    ("stage", "maturity", _l("所处阶段")),
    ("units", "team", _l("完成单位")),
    ("transfer_modes", "transfer", _l("转化方式")),
    ("price_kind", "transfer", _l("价格")),
)


def missing_fields(achievement: Achievement) -> dict[str, Any]:
    """Fields still empty that a submission needs, each with its sentence."""
    found = {
        name: _("请填写“%(name)s”。", name=label)
        for name, _step, label in NEEDED
        if getattr(achievement, name) in (None, "", [])
    }
    if achievement.price_kind is PriceKind.FIXED and achievement.price_amount is None:
        found["price_amount"] = _("选了“参考价”就要填金额，或者改选“面议”。")
    return found


def is_complete(achievement: Achievement) -> None:
    """Guard: everything a reader needs is there, and numbers of rights are right."""
    errors = missing_fields(achievement) | _wrong_numbers(achievement)
    if errors:
        raise GuardFailed(_("还有内容没有填好，暂时不能提交。"), errors)


def _wrong_numbers(achievement: Achievement) -> dict[str, Any]:
    readings = (
        reading
        for right in achievement.rights
        for reading in (
            read_application_number(right.application_number),
            read_publication_number(right.publication_number),
            read_doi(right.doi),
        )
    )
    wrong = [reading.error for reading in readings if reading.error]
    return {"rights": wrong[0]} if wrong else {}


def is_declared_open(achievement: Achievement) -> None:
    """Guard: results with state secrets must not be registered here."""
    if not achievement.is_declared_open:
        raise GuardFailed(
            errors={"is_declared_open": _("请先声明成果不涉及国家秘密。涉密成果不得在本平台登记。")}
        )


def holder_is_verified(achievement: Achievement) -> None:
    """Guard: the identity of the holder has been checked by staff."""
    if achievement.holder.status is not OrganizationStatus.VERIFIED:
        raise GuardFailed(errors={"holder": _("所属机构还没有通过核验。核验通过后就能提交，草稿已保留。")})


S, P = AchievementStatus, AchievementPermission
WORKFLOW = Workflow(
    "achievement",
    POLICY,
    S,
    [
        Transition(
            "submit",
            _l("提交审核"),
            (S.DRAFT,),
            S.SCREENING,
            P.SUBMIT,
            guards=(holder_is_verified, is_declared_open, is_complete),
            style="primary",
        ),
        Transition("list", _l("上架"), (S.SCREENING,), S.LISTED, P.SCREEN, style="primary"),
        Transition("return_for_revision", _l("退回补充"), (S.SCREENING,), S.DRAFT, P.SCREEN, needs_note=True),
        Transition(
            "reject", _l("驳回"), (S.SCREENING,), S.REJECTED, P.SCREEN, style="danger", needs_note=True
        ),
        Transition(
            "withdraw", _l("撤回不再登记"), (S.DRAFT, S.SCREENING), S.DELISTED, P.WITHDRAW, style="danger"
        ),
        Transition("delist", _l("下架"), (S.LISTED,), S.DELISTED, P.DELIST, style="danger", needs_note=True),
        Transition("expire", _l("到期下架"), (S.LISTED,), S.DELISTED, P.EXPIRE),
    ],
    initial=S.DRAFT,
    final={S.DELISTED, S.REJECTED},
)
