"""Forms of awards and objections. Shape and wording, no business rule."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from matchmaker.awards.vocabulary import NAME_LIMIT, OBJECTION_LIMIT, REASON_LIMIT, REPLY_LIMIT
from matchmaker.web.forms import BaseForm, VersionedForm, area_field, text_field


class ProposeForm(BaseForm):
    """The sponsor's choice; the choices are the rows of the ranking."""

    bid = HiddenField()
    reason = area_field(_l("理由（没有选第一名的，必须写）"), REASON_LIMIT)

    def bid_id(self) -> int:
        """The chosen bid's number; 0 for anything odd."""
        text = str(self.bid.data or "")
        return int(text) if text.isdecimal() and len(text) < 12 else 0


class ObjectionForm(BaseForm):
    """An objection with identity and evidence."""

    name = text_field(_l("姓名"), NAME_LIMIT)
    unit = text_field(_l("单位"), NAME_LIMIT)
    contact = text_field(_l("联系方式"), NAME_LIMIT, hint=_l("只有分中心看得到，用来核实和答复。"))
    text = area_field(_l("异议内容"), OBJECTION_LIMIT)
    evidence = area_field(
        _l("证据"), OBJECTION_LIMIT, hint=_l("写明证据或线索，如合同编号、论文、专利号、网址。")
    )

    def values(self) -> dict[str, str]:
        return {name: str(self[name].data or "") for name in ("name", "unit", "contact", "text", "evidence")}


class DecisionForm(VersionedForm):
    """The sub-centre's decision."""

    verdict = RadioField(
        _l("处理结果"),
        choices=[("dismiss", _l("异议不成立，公示继续")), ("uphold", _l("异议成立，撤销中榜"))],
        validate_choice=False,
    )
    reply = area_field(_l("处理意见"), REPLY_LIMIT, hint=_l("会答复给异议人。"))
