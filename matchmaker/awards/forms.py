"""Forms of awards and objections. Shape and wording, no business rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField

from matchmaker.awards.services import Pick
from matchmaker.awards.vocabulary import NAME_LIMIT, OBJECTION_LIMIT, REASON_LIMIT, REPLY_LIMIT
from matchmaker.bids.models import Bid
from matchmaker.challenges.models import Challenge
from matchmaker.web.forms import BaseForm, VersionedForm, WanField, area_field, text_field


class ProposeForm(BaseForm):
    """The sponsor's choice; the choices are the rows of the ranking."""

    bid = SelectMultipleField(_l("选定"), coerce=str, choices=[], validate_choice=False)
    reason = area_field(_l("理由（没有选第一名的，必须写）"), REASON_LIMIT)
    excess_reason = area_field(
        _l("合计超过榜额的说明"), REASON_LIMIT, hint=_l("各团队合同金额合计超过榜额时才要写。")
    )

    @classmethod
    def of(cls, challenge: Challenge, bids: Sequence[Bid]) -> ProposeForm:
        """In a race with a reason and an amount for each ranked bid."""
        fields: dict[str, Any] = {}
        for one in bids if challenge.is_race else ():
            fields[f"reason_{one.id}"] = area_field(_l("越过排在前面的团队的理由"), REASON_LIMIT)
            fields[f"amount_{one.id}"] = WanField(_l("合同金额"), description=_l("不填按报价。"))
        made: ProposeForm = type("RaceForm", (cls,), fields)()
        return made

    def picks(self) -> list[Pick]:
        """What was ticked; anything odd is a bid that does not exist."""
        return [self._pick(str(text)) for text in dict.fromkeys(self.bid.data or ())]

    def _pick(self, text: str) -> Pick:
        number = int(text) if text.isdecimal() and len(text) < 12 else 0
        if f"reason_{number}" not in self._fields:
            return Pick(number, self.reason.data or "")
        return Pick(number, self[f"reason_{number}"].data or "", self[f"amount_{number}"].data)


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
