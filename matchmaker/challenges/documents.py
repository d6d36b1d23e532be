"""What the index holds of a challenge: each text with the layer its sponsor chose."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from matchmaker.challenges import queries
from matchmaker.challenges.board import day_number
from matchmaker.challenges.layers import present_value_layer
from matchmaker.challenges.models import Challenge, ChallengeIndicator
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus
from matchmaker.kernel import clock
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.money import format_wan
from matchmaker.organizations.models import Organization
from matchmaker.search.documents import Facet, Field, Number, SearchDocument, Sort, Zone, register
from matchmaker.taxonomy.terms import term_label


def _layered(name: str, label: Any) -> Field:
    return Field(name, label, layer=lambda challenge: challenge.layer_of(name))


def _figures(layer: Layer, challenge: Challenge) -> list[str]:
    """Names, values and methods of the rows of one layer, and the present values of that layer."""
    rows = challenge.indicators
    stated = [f"{row.name} {row.display} {row.test_method}".strip() for row in rows if row.layer is layer]
    present = [
        f"{row.name} {row.present_value}"
        for row in rows
        if row.present_value and present_value_layer(challenge, row) is layer
    ]
    return stated + present


def industry_section(code: str) -> str:
    """The letter of the section a class of industry belongs to."""
    return code[:1]


def region_group(code: str) -> str:
    """League or city inside Inner Mongolia, else the province."""
    return code[:4] + "00" if code.startswith("15") else code[:2] + "0000" if code else ""


def epoch_seconds(moment: Any) -> int | None:
    return int(moment.timestamp()) if moment else None


def open_until(challenge: Challenge) -> int | None:
    """The day of the deadline in Beijing, counted from 1970; None when answers are no longer taken."""
    moment = challenge.deadline_at
    if moment is None or challenge.status is not ChallengeStatus.OPEN:
        return None
    return day_number(moment.astimezone(clock.BEIJING).date())


def note(challenge: Challenge) -> str:
    """A few words beside a suggestion: money and deadline."""
    amount = challenge.funding_amount
    money = _("%(amount)s 万元", amount=format_wan(amount)) if amount else _("面议")
    if challenge.status is not ChallengeStatus.OPEN or challenge.deadline_at is None:
        return f"{money}　{challenge.status.label}"
    day = challenge.deadline_at.astimezone(clock.BEIJING).date()
    return _("%(money)s　截止 %(day)s", money=money, day=day.isoformat())


CHALLENGE = register(
    SearchDocument(
        kind="challenge",
        label=_l("需求"),
        model=Challenge,
        tone="need",
        fields=(
            Field("title", _l("标题"), zone=Zone.TITLE),
            Field("keywords", _l("关键词"), zone=Zone.KEYWORDS),
            Field("summary", _l("摘要")),
            _layered("problem", _l("问题")),
            Field("expected_goal", _l("预期目标")),
            _layered("research_content", _l("研究内容")),
            _layered("present_state", _l("现状")),
            _layered("tried", _l("已试过的办法")),
            *(
                Field(f"figures_{layer.value}", _l("指标"), layer=layer, read=partial(_figures, layer))
                for layer in Layer
            ),
            Field("solver_conditions", _l("对揭榜方的要求")),
            _layered("sponsor_provides", _l("发榜方提供")),
            Field("sponsor", _l("发榜方"), read=lambda c: c.sponsor_name, is_matched=False),
            Field(
                "sponsor_full_name",
                _l("发榜方"),
                layer=lambda c: c.layer_of("sponsor"),
                read=lambda c: c.sponsor.name if c.is_anonymous else "",
                is_matched=False,
            ),
            Field("public_id", _l("编号"), is_matched=False),
        ),
        facets=(
            Facet(
                "status",
                _l("阶段"),
                read=lambda c: c.status.value,
                label_of=lambda code: ChallengeStatus(code).label,
            ),
            Facet("domain", _l("领域"), read=lambda c: c.domain_code, label_of=partial(term_label, "domain")),
            Facet(
                "cooperation_mode",
                _l("合作方式"),
                read=lambda c: c.cooperation_modes,
                label_of=partial(term_label, "cooperation_mode"),
            ),
            Facet(
                "industry",
                _l("行业门类"),
                read=lambda c: industry_section(c.industry_code),
                label_of=partial(term_label, "industry"),
            ),
            Facet(
                "region",
                _l("地区"),
                read=lambda c: region_group(c.region_code),
                label_of=partial(term_label, "region"),
            ),
        ),
        numbers=(
            Number("published", _l("发布时间"), read=lambda c: epoch_seconds(c.published_at)),
            Number("deadline", _l("截止"), read=open_until, is_range=True, is_shown=False),
            Number(
                "funding",
                _l("榜额"),
                read=lambda c: c.funding_amount,
                is_range=True,
                per_unit=1_000_000,
                unit=_l("万元"),
            ),
        ),
        sorts=(
            Sort("deadline", _l("按截止时间"), number="deadline"),
            Sort("funding", _l("按榜额"), number="funding", descending=True),
        ),
        indicators=lambda c: c.indicators,
        is_indexable=lambda c: c.status in PUBLISHED,
        load_visible=queries.load_visible,
        url=lambda c: url_for("challenges.detail", public_id=c.public_id),
        note=note,
        card_template="challenges/_card.html",
        depends_on={
            ChallengeIndicator: lambda row: [row.challenge_id],
            Organization: lambda o: select(Challenge.id).where(Challenge.sponsor_id == o.id),
        },
        load_options=(selectinload(Challenge.indicators),),
    )
)
