"""What the index holds of an achievement: each text with the layer its holder chose."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from matchmaker.achievements import queries
from matchmaker.achievements.models import Achievement, AchievementIndicator, IntellectualProperty
from matchmaker.achievements.vocabulary import AchievementStatus, PriceKind
from matchmaker.kernel.layers import Layer
from matchmaker.organizations.models import Organization
from matchmaker.search.documents import Facet, Field, Number, SearchDocument, Sort, Zone, register
from matchmaker.taxonomy.terms import term_label


def _layered(name: str, label: Any) -> Field:
    return Field(name, label, layer=lambda achievement: achievement.layer_of(name))


def _right_titles(layer: Layer, achievement: Achievement) -> list[str]:
    return [right.title for right in achievement.rights if right.layer is layer]


def _rights(layer: Layer) -> Field:
    return Field(f"rights_{layer.value}", _l("知识产权"), layer=layer, read=partial(_right_titles, layer))


def industry_section(code: str) -> str:
    """The letter of the section a class of industry belongs to."""
    return code[:1]


def region_group(code: str) -> str:
    """League or city inside Inner Mongolia, else the province."""
    return code[:4] + "00" if code.startswith("15") else code[:2] + "0000" if code else ""


def maturity_words(level: str) -> str:
    """``6 正样级``."""
    return f"{level} {term_label('trl', level)}"


def _price_words(kind: str) -> Any:
    return PriceKind(kind).label


def epoch_seconds(moment: Any) -> int | None:
    return int(moment.timestamp()) if moment else None


ACHIEVEMENT = register(
    SearchDocument(
        kind="achievement",
        label=_l("成果"),
        model=Achievement,
        tone="sup",
        fields=(
            Field("title", _l("标题"), zone=Zone.TITLE),
            Field("keywords", _l("关键词"), zone=Zone.KEYWORDS),
            Field("summary", _l("摘要")),
            Field("innovation_points", _l("创新点")),
            _layered("description", _l("技术说明")),
            _layered("comparison", _l("与什么比")),
            _layered("benefit", _l("好处与代价")),
            _layered("economic_benefit", _l("经济效益")),
            *(_rights(layer) for layer in Layer),
            Field("holder", _l("持有人"), read=lambda a: a.holder.name, is_matched=False),
            Field("public_id", _l("编号"), is_matched=False),
        ),
        facets=(
            Facet("domain", _l("领域"), read=lambda a: a.domain_code, label_of=partial(term_label, "domain")),
            Facet(
                "industry",
                _l("行业门类"),
                read=lambda a: industry_section(a.industry_code),
                label_of=partial(term_label, "industry"),
            ),
            Facet("trl", _l("成熟度"), label_of=maturity_words),
            Facet(
                "transfer_mode",
                _l("转化方式"),
                read=lambda a: a.transfer_modes,
                label_of=partial(term_label, "transfer_mode"),
            ),
            Facet("price_kind", _l("价格"), layer=lambda a: a.layer_of("price"), label_of=_price_words),
            Facet(
                "region",
                _l("地区"),
                read=lambda a: region_group(a.region_code),
                label_of=partial(term_label, "region"),
            ),
        ),
        numbers=(
            Number("published", _l("发布时间"), read=lambda a: epoch_seconds(a.published_at)),
            Number("maturity", _l("成熟度"), read=lambda a: a.trl),
            Number(
                "price",
                _l("参考价"),
                read=lambda a: a.price_amount,
                layer=lambda a: a.layer_of("price"),
                is_range=True,
                per_unit=1_000_000,
                unit=_l("万元"),
            ),
        ),
        sorts=(
            Sort("maturity", _l("按成熟度"), number="maturity", descending=True),
            Sort("price", _l("按价格"), number="price"),
        ),
        indicators=lambda a: a.indicators,
        is_indexable=lambda a: a.status is AchievementStatus.LISTED,
        load_visible=queries.load_visible,
        url=lambda a: url_for("achievements.detail", public_id=a.public_id),
        card_template="achievements/_card.html",
        depends_on={
            AchievementIndicator: lambda row: [row.achievement_id],
            IntellectualProperty: lambda row: [row.achievement_id],
            Organization: lambda o: select(Achievement.id).where(Achievement.holder_id == o.id),
        },
        load_options=(selectinload(Achievement.indicators), selectinload(Achievement.rights)),
    )
)
