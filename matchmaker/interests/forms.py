"""The page itself, and the unit's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.validators import NumberRange, Optional

from matchmaker.interests.models import Interest
from matchmaker.interests.vocabulary import (
    LIMITS,
    LONGEST_TAG,
    MOST_REFERENCES,
    MOST_TAGS,
    PROOF_LIMIT,
    REFERENCE_LIMIT,
    REPLY_LIMIT,
    DeclineReason,
    ItemKind,
)
from matchmaker.interests.workflow import LABELS, NEEDED
from matchmaker.web.forms import (
    BaseForm,
    TagsField,
    VersionedForm,
    area_field,
    choices_of,
    clean_text,
    text_field,
)

PROOF = "proof_"
HINTS: dict[ItemKind, dict[str, Any]] = {
    ItemKind.CHALLENGE: {
        "approach": _l("用什么路线、关键一步是什么。不用写保密细节。"),
        "rationale": _l("做到过什么、有什么数据。"),
        "plan": _l("先做什么验证、要多久、要对方配合什么。"),
    },
    ItemKind.ACHIEVEMENT: {
        "approach": _l("现在怎么做、差在哪里、要达到什么。"),
        "rationale": _l("场地、装置、资金等已经有的条件。"),
        "plan": _l("许可、转让或合作开发；什么时候要用。"),
    },
}


class LinesField(TextAreaField):
    """One entry a line; its data is a list without repeats."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = (clean_text(valuelist[0]) if valuelist else "").split("\n")
        self.data = list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def pre_validate(self, form: Any) -> None:
        if len(self.data or []) > MOST_REFERENCES:
            raise ValidationError(
                _("“%(name)s”最多 %(most)s 条。", name=self.label.text, most=MOST_REFERENCES)
            )
        if any(len(line) > REFERENCE_LIMIT for line in self.data or []):
            raise ValidationError(
                _("“%(name)s”每条最多 %(most)s 字。", name=self.label.text, most=REFERENCE_LIMIT)
            )


class InterestForm(VersionedForm):
    """The page without the rows of a need; a draft may be as empty as it likes."""

    title = text_field("", LIMITS["title"])
    approach = area_field("", LIMITS["approach"])
    rationale = area_field("", LIMITS["rationale"])
    plan = area_field("", LIMITS["plan"])
    expertise = TagsField(_l("擅长方向"), most=MOST_TAGS, longest=LONGEST_TAG)
    references = LinesField(_l("论文和专利"))
    trl = IntegerField(
        _l("现在的技术成熟度（1–9）"), [Optional(), NumberRange(1, 9, _l("要在 1 到 9 之间。"))]
    )
    contact_name = text_field(_l("联系人"), LIMITS["contact_name"])
    contact_phone = text_field(_l("电话"), LIMITS["contact_phone"])
    contact_email = text_field(_l("邮箱"), LIMITS["contact_email"])

    rows: tuple[str, ...] = ()  # names of the need's must-haves, each with a field of its own

    def values(self) -> dict[str, Any]:
        """What is stored; what is said to the rows of the need under ``proofs``."""
        found = {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("csrf_token", "version") and not name.startswith(PROOF)
        }
        return {**found, "proofs": {row: self[f"{PROOF}{n}"].data or "" for n, row in enumerate(self.rows)}}

    @property
    def proof_fields(self) -> list[Any]:
        return [self[f"{PROOF}{n}"] for n in range(len(self.rows))]


def form_of(interest: Interest, rows: Sequence[Any]) -> InterestForm:
    """The form of this page; ``rows``: the need's must-haves."""
    kind, names = interest.kind, tuple(dict.fromkeys(row.name for row in rows))
    shown = {row.name: f"{row.name} {row.figure}".strip() for row in rows}
    fields: dict[str, Any] = {
        f"{PROOF}{n}": area_field(shown[row], PROOF_LIMIT) for n, row in enumerate(names)
    }
    form_type = type("InterestFormWithRows", (InterestForm,), {**fields, "rows": names})
    stored = {f"{PROOF}{n}": interest.proofs.get(row, "") for n, row in enumerate(names)}
    form: InterestForm = form_type(obj=interest, data=stored)
    for name, label in LABELS[kind].items():
        form[name].label.text = label
    for name in NEEDED[kind]:
        form[name].flags.required = True  # for sending; a draft may lack it
    for name, hint in HINTS[kind].items():
        form[name].description = hint
    if kind is ItemKind.ACHIEVEMENT:
        for name in ("expertise", "references", "trl"):
            del form[name]
    return form


class AnswerForm(BaseForm):
    """Whether the unit wants to talk, and with whom; or why not."""

    decline_reason = SelectField(
        _l("理由"), choices=lambda: choices_of(DeclineReason, _l("请选择")), validate_choice=False
    )
    reply = area_field(_l("给对方的话"), REPLY_LIMIT)
    reply_name = text_field(_l("联系人"), LIMITS["contact_name"])
    reply_phone = text_field(_l("电话"), LIMITS["contact_phone"])
    reply_email = text_field(_l("邮箱"), LIMITS["contact_email"])

    def reason(self) -> DeclineReason | None:
        known = {one.value for one in DeclineReason}
        return DeclineReason(self.decline_reason.data) if self.decline_reason.data in known else None

    def contact(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in ("reply_name", "reply_phone", "reply_email")}
