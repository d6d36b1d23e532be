"""What the index holds of an expert. Profiles have no hidden layer: nothing private is stored in them."""

from __future__ import annotations

from functools import partial

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaker.experts import queries
from matchmaker.experts.models import Availability, Expert, ExpertStatus
from matchmaker.organizations.models import Organization
from matchmaker.search.documents import Facet, Field, Number, SearchDocument, Zone, register
from matchmaker.taxonomy.terms import term_label


def region_group(code: str) -> str:
    """League or city inside Inner Mongolia, else the province."""
    return code[:4] + "00" if code.startswith("15") else code[:2] + "0000" if code else ""


EXPERT = register(
    SearchDocument(
        kind="expert",
        label=_l("专家"),
        model=Expert,
        tone="line",
        title=lambda e: e.name,
        note=lambda e: e.title,
        fields=(
            Field("name", _l("姓名"), zone=Zone.TITLE, is_matched=False),
            Field("keywords", _l("关键词"), zone=Zone.KEYWORDS),
            Field("biography", _l("简介")),
            Field("works", _l("代表成果")),
            Field(
                "disciplines",
                _l("学科"),
                read=lambda e: [term_label("discipline", c) for c in e.discipline_codes],
            ),
            Field("employer", _l("工作单位"), read=lambda e: e.employer_shown, is_matched=False),
        ),
        facets=(
            Facet(
                "discipline",
                _l("学科"),
                read=lambda e: e.discipline_codes,
                label_of=partial(term_label, "discipline"),
            ),
            Facet(
                "industry",
                _l("行业门类"),
                read=lambda e: [code[:1] for code in e.industry_codes],
                label_of=partial(term_label, "industry"),
            ),
            Facet(
                "region",
                _l("地区"),
                read=lambda e: region_group(e.region_code),
                label_of=partial(term_label, "region"),
            ),
            Facet("availability", _l("可预约"), label_of=lambda code: Availability(code).label),
        ),
        numbers=(
            Number(
                "published",
                _l("发布时间"),
                read=lambda e: int(e.published_at.timestamp()) if e.published_at else None,
            ),
        ),
        is_indexable=lambda e: e.status is ExpertStatus.LISTED,
        load_visible=queries.load_visible,
        url=lambda e: url_for("experts.detail", public_id=e.public_id),
        card_template="experts/_card.html",
        depends_on={Organization: lambda o: select(Expert.id).where(Expert.organization_id == o.id)},
    )
)
