"""Forms: Chinese messages, a summary of errors, limits that keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.money import Money

# Control characters and direction overrides: invisible, and able to make a text read as another.
FORBIDDEN = {chr(n) for n in (*range(9), 11, 12, *range(14, 32), 127)} | set(
    "\u202a\u202b\u202d\u202e\u2066\u2067"
)


EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class BaseForm(FlaskForm):
    """All forms: WTForms' own messages follow the reader's language; CSRF is on."""

    class Meta(FlaskForm.Meta):
        @property
        def locales(self) -> list[str]:
            return ["zh"] if str(get_locale()).startswith("zh") else ["en"]

    def found_errors(self) -> list[tuple[str, str, str]]:
        """All errors as (field id, label, message), in the order of the fields."""
        found = [
            (field.id, str(field.label.text), message) for field in self for message in _flatten(field.errors)
        ]
        return found + [("", "", message) for message in self.form_errors]

    def accept_errors(self, failure: GuardFailed) -> None:
        """Show a service's refusal beside the fields it names."""
        for name, message in failure.errors.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, str(message)]
            else:
                self.form_errors.append(str(message))
        if not failure.errors:
            self.form_errors.append(str(failure.message))


def _flatten(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [text for part in errors.values() for text in _flatten(part)]
    if isinstance(errors, (list, tuple)):
        return [text for part in errors for text in _flatten(part)]
    return [str(errors)]


def clean_text(value: Any) -> Any:
    """Trim, unify line ends, drop invisible control characters."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c not in FORBIDDEN).strip()


class Required:
    """Something must be filled in; the message names the field."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        if field.data in (None, "", []) or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(_("请填写“%(name)s”。", name=field.label.text))


class AtMost:
    """At most so many characters; the message says how many there are."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.field_flags = {"maxlength": limit}

    def __call__(self, form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                _(
                    "“%(name)s”最多 %(limit)s 字，现在 %(length)s 字，请缩短。填写的内容已保留。",
                    name=field.label.text,
                    limit=self.limit,
                    length=length,
                )
            )


def text_field(label: Any, limit: int, *, required: bool = False, hint: Any = "", **kw: Any) -> StringField:
    """One line of text of at most ``limit`` characters."""
    return StringField(label, _checks(limit, required), filters=[clean_text], description=hint, **kw)


def area_field(label: Any, limit: int, *, required: bool = False, hint: Any = "", **kw: Any) -> TextAreaField:
    """Several lines of text of at most ``limit`` characters."""
    return TextAreaField(label, _checks(limit, required), filters=[clean_text], description=hint, **kw)


def _checks(limit: int, required: bool) -> list[Callable[..., None]]:
    return [Required(), AtMost(limit)] if required else [AtMost(limit)]


def choices_of(kind: type[LabelledEnum], blank: Any = None) -> list[SelectChoice]:
    """The members of an enumeration as choices, with an empty one first when ``blank`` is its label."""
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(member.value, member.label) for member in kind]


def enum_field(
    label: Any, kind: type[LabelledEnum], *, required: bool = False, blank: Any = _l("请选择"), hint: Any = ""
) -> SelectField:
    """A drop-down over an enumeration; its data is a member or None."""
    return SelectField(
        label,
        [Required()] if required else [],
        choices=lambda: choices_of(kind, blank),
        coerce=lambda value: kind(value) if value else None,
        description=hint,
        validate_choice=True,
    )


def radio_field(label: Any, kind: type[LabelledEnum], *, required: bool = True, hint: Any = "") -> RadioField:
    """Radio buttons over an enumeration; its data is a member or None."""
    return RadioField(
        label,
        [Required()] if required else [],
        choices=lambda: choices_of(kind),
        coerce=lambda value: kind(value) if value and value != "None" else None,
        description=hint,
        validate_choice=required,
    )


class CheckboxGroup(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def checkbox_group(label: Any, choices: Callable[[], Iterable[SelectChoice]], **kw: Any) -> CheckboxGroup:
    """Check boxes; the data is the list of chosen values."""
    return CheckboxGroup(label, choices=lambda: list(choices()), **kw)


class WanField(StringField):
    """An amount typed in 万元; its data is 分 or None."""

    largest = 10_000_000  # 万元: a hundred billion 元

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{Money(self.data).wan.normalize():f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            amount = Money.from_wan(valuelist[0])
        except ValueError:
            raise ValueError(
                _("“%(name)s”要填数字，单位万元，如 380 或 12.5。", name=self.label.text)
            ) from None
        if amount.minor < 0 or amount.wan > self.largest:
            raise ValueError(
                _("“%(name)s”要在 0 到 %(most)s 万元之间。", name=self.label.text, most=self.largest)
            )
        self.data = amount.minor


class TagsField(StringField):
    """Up to ``most`` words separated by 、，,; or lines; its data is a list without repeats.

    A blank separates beside Chinese characters; between English words it does not: “battery solvent” is one term.
    """

    _between = re.compile(r"[、，,;；\n\t]|(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")

    def __init__(self, label: Any, *, most: int = 5, longest: int = 20, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.most, self.longest = most, longest

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "、".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean_text(valuelist[0]) if valuelist else ""
        words = (" ".join(word.split()) for word in self._between.split(text))
        self.data = list(dict.fromkeys(word for word in words if word))

    def pre_validate(self, form: Any) -> None:
        words = self.data or []
        if len(words) > self.most:
            raise ValidationError(_("“%(name)s”最多 %(most)s 个。", name=self.label.text, most=self.most))
        if any(len(word) > self.longest for word in words):
            raise ValidationError(
                _("“%(name)s”每个最多 %(most)s 字。", name=self.label.text, most=self.longest)
            )


class DayField(DateField):
    """A day; its data is a date or None, and what cannot be read stays on the page."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = clean_text(valuelist[0]) if valuelist else ""
        if not text:
            return
        for mark in ("/", ".", "年", "月"):
            text = text.replace(mark, "-")
        try:
            year, month, day = (int(part) for part in text.rstrip("日").split("-"))
            self.data = date(year, month, day)
        except ValueError:
            raise ValueError(_("“%(name)s”要写成日期，如 2026-12-18。", name=self.label.text)) from None
        if not EARLIEST <= self.data <= LATEST:
            self.data = None
            raise ValueError(_("“%(name)s”要在 2000 年到 2100 年之间。", name=self.label.text))


class VersionedForm(BaseForm):
    """``version`` is what the page showed when it was opened, so that a lost update is noticed."""

    version = HiddenField()

    def given_version(self) -> int | None:
        """The version the page was made from; None when it does not say."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def renew_version(self, version: int) -> None:
        """Let the next attempt start from the stored version."""
        self.version.raw_data, self.version.data = None, str(version)


class NoteForm(BaseForm):
    """The reason that goes with an action, and the version the reader looked at."""

    note = area_field(_l("理由"), 500)
    version = HiddenField()
