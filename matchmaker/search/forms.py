"""The form of a group of synonyms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.search.models import LONGEST_TERM, MOST_TERMS
from matchmaker.web.forms import BaseForm, area_field


class SynonymGroupForm(BaseForm):
    """Names, one a line."""

    terms = area_field(
        _l("名称"),
        MOST_TERMS * (LONGEST_TERM + 1),
        required=True,
        hint=_l("每行一个，含中文名、英文名、缩写、分子式。检索其中一个，也会找到写着其他名称的条目。"),
    )

    @property
    def names(self) -> list[str]:
        return [line.strip() for line in (self.terms.data or "").splitlines() if line.strip()]
