"""A small market for matching: its own tables behind the same search declarations the features use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from matchmaker.extensions import db
from matchmaker.indicators.models import NeedIndicatorMixin, OfferIndicatorMixin
from matchmaker.indicators.parse import parse_indicators
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import jobs, subscribers
from matchmaker.search import documents, indexer
from matchmaker.search.documents import Field, SearchDocument, Zone


class MarketBase(DeclarativeBase):
    """Apart from the site's schema."""


class Side:
    """Columns of both sides."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(default="open")
    owner_id: Mapped[int | None]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    secret: Mapped[str] = mapped_column(default="")
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    domain_code: Mapped[str] = mapped_column(default="")
    industry_code: Mapped[str] = mapped_column(default="")
    trl: Mapped[int | None]

    def layer_of(self, name: str) -> Layer:
        return {"body": Layer.PUBLIC, "secret": Layer.NDA}.get(name, Layer.PUBLIC)


class Need(Side, MarketBase):
    __tablename__ = "market_need"
    indicators: Mapped[list[NeedRow]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def sponsor_id(self) -> int | None:
        return self.owner_id


class NeedRow(NeedIndicatorMixin, MarketBase):
    __tablename__ = "market_need_row"
    need_id: Mapped[int] = mapped_column(ForeignKey("market_need.id"))


class Offer(Side, MarketBase):
    __tablename__ = "market_offer"
    indicators: Mapped[list[OfferRow]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def holder_id(self) -> int | None:
        return self.owner_id


class OfferRow(OfferIndicatorMixin, MarketBase):
    __tablename__ = "market_offer_row"
    offer_id: Mapped[int] = mapped_column(ForeignKey("market_offer.id"))


hidden_from_all: set[str] = set()
"""Titles that `load_visible` withholds."""


def _document(kind: str, model: Any) -> SearchDocument:
    def load_visible(actor: Actor, ids: Sequence[int]) -> list[Any]:
        rows = db.session.scalars(select(model).where(model.id.in_(ids), model.status == "open"))
        return [row for row in rows if row.title not in hidden_from_all]

    return SearchDocument(
        kind=kind, label=kind, model=model, load_visible=load_visible, card_template="",
        url=lambda one: f"/{kind}s/{one.public_id}", is_indexable=lambda one: one.status == "open",
        fields=(
            Field("title", "标题", zone=Zone.TITLE), Field("keywords", "关键词", zone=Zone.KEYWORDS),
            Field("body", "正文"), Field("secret", "保密", layer=lambda one: one.layer_of("secret")),
        ),
        indicators=lambda one: one.indicators,
    )  # fmt: skip


@pytest.fixture
def market(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Needs and offers registered as search documents; the index and its listener as in life."""
    kinds = {"challenge": _document("challenge", Need), "achievement": _document("achievement", Offer)}
    monkeypatch.setattr(documents, "_registry", kinds)
    monkeypatch.setattr(indexer, "_listeners", [subscribers.note_drained])
    MarketBase.metadata.create_all(db.engine)
    hidden_from_all.clear()
    yield app
    db.session.rollback()
    db.session.remove()
    MarketBase.metadata.drop_all(db.engine)
    app.extensions.pop("search", None)


def add(
    model: Any, number: int, title: str, figures: str = "", layer: Layer = Layer.PUBLIC, **columns: Any
) -> int:
    """Store a published need or offer; ``figures`` in plain words become rows of ``layer``."""
    row_type = NeedRow if model is Need else OfferRow
    with transaction():
        one = model(id=number, public_id=f"X-{number}", title=title, **columns)
        for place, stated in enumerate(parse_indicators(figures)):
            row = row_type.from_indicator(stated, place)
            row.layer = layer
            one.indicators.append(row)
        db.session.add(one)
    return number


def settle() -> None:
    """What the worker does after a commit: index, then match."""
    indexer.drain_all()
    jobs.refresh_task()


GBL = {
    "title": "电子级γ-丁内酯深度脱水与痕量金属脱除技术",
    "body": "现有工业级γ-丁内酯经普通精馏后水分偏高，达不到锂电池电解液溶剂要求，希望增设精制单元。",
    "keywords": ["GBL", "深度脱水", "锂电池溶剂"],
    "domain_code": "new_material", "industry_code": "C2614", "trl": 6,
}  # fmt: skip
MEMBRANE = {
    "title": "分子筛膜渗透汽化与精密精馏耦合的溶剂深度脱水工艺",
    "body": "用分子筛膜在气相侧连续脱水，用于锂电池电解液溶剂精制，替代精馏塔的深度脱水段。",
    "keywords": ["渗透汽化", "深度脱水", "溶剂精制"],
    "domain_code": "new_material", "industry_code": "C2614", "trl": 6,
}  # fmt: skip
VINEYARD = {
    "title": "葡萄园智能滴灌控制系统",
    "body": "基于土壤墒情传感器的滴灌控制，适合干旱区葡萄种植。",
    "keywords": ["滴灌"],
    "domain_code": "agriculture", "industry_code": "A0151", "trl": 7,
}  # fmt: skip
