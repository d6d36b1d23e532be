"""Form fields over a vocabulary: a drop-down while it is short, a code to type when it is long; a picker with script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select, TextInput

from matchmaker.taxonomy.terms import find_term, vocabulary
from matchmaker.taxonomy.vocabulary import fold
from matchmaker.web.forms import clean_text

LONGEST_LIST = 150  # terms; more of them in a drop-down make a page heavy and the list useless
BOXES = 12  # terms; so few are shown as check boxes where several may be chosen
NUMERIC = {"trl"}  # schemes whose codes are stored as numbers
_SEPARATORS = re.compile(r"[、，,;；\s]+")


def resolve(scheme: str, text: str) -> str:
    """The code meant by a code in any case, a label, or ``C2614 有机化学原料制造``; else the text as it is."""
    text = clean_text(text)
    if not text or find_term(scheme, text):
        return text
    folded = fold(text)
    for term in vocabulary(scheme).terms:
        if folded in (fold(term.code), fold(term.label_zh), fold(term.label_en)):
            return term.code
        if folded in (fold(f"{term.code} {label}") for label in (term.label_zh, term.label_en)):
            return term.code
    return text


def _options(scheme: str) -> list[SelectChoice]:
    terms = vocabulary(scheme)
    return [SelectChoice(t.code, "　" * terms.depth(t.code) + t.label) for t in terms.terms]


def _refuse_unknown(field: Any, codes: Sequence[Any]) -> None:
    unknown = [str(code) for code in codes if find_term(field.scheme, code) is None]
    if unknown:
        raise ValidationError(
            _(
                "“%(name)s”里没有“%(code)s”。请从候选中选择，或填写代码表里的代码。",
                name=field.label.text,
                code=unknown[0][:40],
            )
        )


class TermWidget:
    """Draws the list, or the text field when the vocabulary is long."""

    def __init__(self, *, multiple: bool = False) -> None:
        self._list, self._text = Select(multiple=multiple), TextInput()

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        return (self._list if field.is_select else self._text)(field, **kwargs)


class _VocabularyField:
    """What both fields know of their vocabulary; templates ask ``is_select``, ``is_group``, ``most``, ``scheme``."""

    scheme: str
    most: int

    @property
    def is_select(self) -> bool:
        return len(vocabulary(self.scheme).terms) <= LONGEST_LIST

    @property
    def is_group(self) -> bool:
        """Shown as check boxes."""
        return self.most > 1 and len(vocabulary(self.scheme).terms) <= BOXES


class TermField(_VocabularyField, SelectField):
    """One code of ``scheme``, or "" (None in schemes stored as numbers)."""

    widget = TermWidget()
    most = 1

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        scheme: str,
        blank: Any = _l("请选择"),
        **kw: Any,
    ) -> None:
        self.scheme = scheme
        choices = lambda: [SelectChoice("", blank), *_options(scheme)]  # noqa: E731  WTForms calls it late
        super().__init__(label, validators, choices=choices, coerce=self._read, **kw)

    def process_data(self, value: Any) -> None:
        self.data = self._read("" if value is None else str(value))

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = self._read(resolve(self.scheme, valuelist[0]))

    def _read(self, code: str) -> Any:
        if self.scheme not in NUMERIC:
            return code
        return int(code) if find_term(self.scheme, code) else code or None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)

    def pre_validate(self, form: Any) -> None:
        if self.data not in (None, ""):
            _refuse_unknown(self, [self.data])


class TermsField(_VocabularyField, SelectMultipleField):
    """Up to ``most`` codes of ``scheme``, without repeats, in the order chosen."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, scheme: str, most: int = 5, **kw: Any
    ) -> None:
        self.scheme, self.most = scheme, most
        super().__init__(label, validators, choices=lambda: _options(scheme), coerce=str, **kw)
        self.widget = ListWidget(prefix_label=False) if self.is_group else TermWidget(multiple=True)
        if self.is_group:
            self.option_widget = CheckboxInput()

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        parts: list[str] = []
        for text in valuelist:
            whole = resolve(self.scheme, text)  # labels may contain the separators
            parts += [whole] if find_term(self.scheme, whole) else _SEPARATORS.split(clean_text(text))
        self.data = list(dict.fromkeys(resolve(self.scheme, part) for part in parts if part))

    def _value(self) -> str:
        return "、".join(self.data or [])

    def pre_validate(self, form: Any) -> None:
        _refuse_unknown(self, self.data or [])
        if len(self.data or []) > self.most:
            raise ValidationError(_("“%(name)s”最多选 %(most)s 项。", name=self.label.text, most=self.most))
