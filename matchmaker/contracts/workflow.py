"""The state machines of a contract, a milestone, a payment and an amendment."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.contracts.models import Contract, Milestone, Settlement
from matchmaker.contracts.policy import (
    AMENDMENT_POLICY,
    MILESTONE_POLICY,
    POLICY,
    SETTLEMENT_POLICY,
    AmendmentPermission,
    ContractPermission,
    MilestonePermission,
    SettlementPermission,
)
from matchmaker.contracts.schedule import draft_problems, unfinished
from matchmaker.contracts.vocabulary import AmendmentStatus, ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def is_complete(contract: Contract) -> None:
    """Term, milestones that add up to the amount, terms and pledge are there."""
    if errors := draft_problems(contract):
        raise GuardFailed(_("合同还有 %(n)s 处要补。", n=len(errors)), errors=errors)


def both_have_signed(contract: Contract) -> None:
    signed = {one.organization_id for one in contract.signatures}
    if signed != {contract.sponsor_id, contract.contractor_id}:
        raise GuardFailed(_("双方还没有都签字。"))


def nobody_has_signed(contract: Contract) -> None:
    if contract.signatures:
        raise GuardFailed(_("已有一方签字，不能退回修改。要改，请分中心终止后重新起草。"))


def everything_is_done(contract: Contract) -> None:
    """Milestones accepted, payments settled, every figure measured."""
    if sentences := unfinished(contract):
        raise GuardFailed("；".join(sentences))


def has_evidence(milestone: Milestone) -> None:
    if not milestone.report.strip() or not milestone.deliverables:
        sentence = _("请写完成情况，并上传至少一份证据。")
        raise GuardFailed(sentence, errors={"report": sentence})


def has_invoice(settlement: Settlement) -> None:
    if not settlement.invoice_number.strip():
        raise GuardFailed(errors={"invoice_number": _("请填写发票号码。")})


S, P = ContractStatus, ContractPermission
WORKFLOW = Workflow(
    "contract",
    POLICY,
    S,
    [
        Transition("request_signatures", _l("定稿，请双方签字"), (S.DRAFTING,), S.SIGNING, P.EDIT, (is_complete,),
                   style="primary"),
        Transition("revise", _l("退回修改"), (S.SIGNING,), S.DRAFTING, P.SIGN, (nobody_has_signed,), needs_note=True),
        Transition("activate", _l("生效"), (S.SIGNING,), S.ACTIVE, P.ACTIVATE, (both_have_signed,)),
        Transition("complete", _l("验收结清"), (S.ACTIVE,), S.COMPLETED, P.COMPLETE, (everything_is_done,),
                   style="primary"),
        Transition("terminate", _l("终止合同"), (S.DRAFTING, S.SIGNING, S.ACTIVE), S.TERMINATED, P.TERMINATE,
                   style="danger", needs_note=True),
    ],
    initial=S.DRAFTING,
    final={S.COMPLETED, S.TERMINATED},
)  # fmt: skip
M, Q = MilestoneStatus, MilestonePermission
MILESTONE_WORKFLOW = Workflow(
    "milestone",
    MILESTONE_POLICY,
    M,
    [
        Transition("start", _l("开始"), (M.PLANNED,), M.IN_PROGRESS, Q.DELIVER),
        Transition("deliver", _l("提交考核"), (M.IN_PROGRESS, M.REWORK), M.DELIVERED, Q.DELIVER, (has_evidence,),
                   style="primary"),
        Transition("request_rework", _l("退回整改"), (M.DELIVERED,), M.REWORK, Q.CHECK, style="danger",
                   needs_note=True),
        Transition("accept", _l("考核通过"), (M.DELIVERED,), M.ACCEPTED, Q.CHECK, style="primary"),
        Transition("cancel", _l("取消"), (M.PLANNED, M.IN_PROGRESS, M.DELIVERED, M.REWORK), M.CANCELLED, Q.CANCEL),
    ],
    initial=M.PLANNED,
    final={M.ACCEPTED, M.CANCELLED},
)  # fmt: skip
T, R = SettlementStatus, SettlementPermission
SETTLEMENT_WORKFLOW = Workflow(
    "settlement",
    SETTLEMENT_POLICY,
    T,
    [
        Transition("invoice", _l("开票"), (T.DUE,), T.INVOICED, R.INVOICE, (has_invoice,), style="primary"),
        Transition("record_payment", _l("登记付款"), (T.DUE, T.INVOICED), T.PAID, R.PAY, style="primary"),
        Transition("waive", _l("免付"), (T.DUE, T.INVOICED), T.WAIVED, R.WAIVE, style="danger", needs_note=True),
    ],
    initial=T.DUE,
    final={T.PAID, T.WAIVED},
)  # fmt: skip
A, B = AmendmentStatus, AmendmentPermission
AMENDMENT_WORKFLOW = Workflow(
    "amendment",
    AMENDMENT_POLICY,
    A,
    [
        Transition("accept", _l("同意变更"), (A.PROPOSED,), A.ACCEPTED, B.ANSWER, style="primary"),
        Transition("decline", _l("不同意"), (A.PROPOSED,), A.DECLINED, B.ANSWER, style="danger", needs_note=True),
        Transition("withdraw", _l("撤回"), (A.PROPOSED,), A.WITHDRAWN, B.WITHDRAW),
        Transition("lapse", _l("失效"), (A.PROPOSED,), A.WITHDRAWN, B.LAPSE),
    ],
    initial=A.PROPOSED,
    final={A.ACCEPTED, A.DECLINED, A.WITHDRAWN},
)  # fmt: skip
