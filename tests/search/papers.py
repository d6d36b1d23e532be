"""A small searchable model of the tests' own, outside the site's metadata, with every feature of a declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

from matchmaker.extensions import db
from matchmaker.indicators.models import Indicator
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from matchmaker.search.documents import Facet, Field, Number, SearchDocument, Sort, Zone

DOMAINS = {"bdo": "BDO 与锂电池溶剂", "film": "可降解材料", "water": "水处理"}


class Base(DeclarativeBase):
    """Kept apart, so that the site's migrations know nothing of it."""


class Publisher(Base):
    __tablename__ = "test_publisher"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Paper(Base):
    __tablename__ = "test_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    body_layer: Mapped[str] = mapped_column(default="public")
    registered: Mapped[str] = mapped_column(default="")
    nda: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    domain: Mapped[str] = mapped_column(default="bdo")
    funding: Mapped[int | None]
    published: Mapped[int] = mapped_column(default=0)
    figures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("test_publisher.id"))
    publisher: Mapped[Publisher | None] = relationship()


def load_visible(actor: Actor, ids: Sequence[int]) -> list[Paper]:
    """Open papers for everybody, withdrawn ones for staff."""
    statement = select(Paper).where(Paper.id.in_(ids)).options(selectinload(Paper.publisher))
    return list(db.session.scalars(statement if actor.is_staff else statement.where(Paper.state == "open")))


def indicators(paper: Paper) -> list[Indicator]:
    return [Indicator(**{**row, "layer": Layer(row.get("layer", "public"))}) for row in paper.figures]


def declaration() -> SearchDocument:
    return SearchDocument(
        kind="paper",
        label="论文",
        model=Paper,
        tone="sup",
        fields=(
            Field("title", "标题", zone=Zone.TITLE),
            Field("body", "正文", layer=lambda paper: Layer(paper.body_layer)),
            Field("registered", "登录可见", layer=Layer.REGISTERED),
            Field("nda", "保密", layer=Layer.NDA),
            Field("publisher", "出版者", read=lambda paper: paper.publisher and paper.publisher.name),
        ),
        facets=(Facet("domain", "领域", label_of=DOMAINS.__getitem__), Facet("state", "阶段")),
        numbers=(
            Number("published", "发布时间"),
            Number("funding", "金额", is_range=True, per_unit=100, unit="元"),
        ),
        sorts=(Sort("funding", "按金额", "funding", descending=True),),
        indicators=indicators,
        is_indexable=lambda paper: paper.state == "open",
        load_visible=load_visible,
        url=lambda paper: f"/papers/{paper.id}",
        card_template="search/_suggestions.html",
        note=lambda paper: f"{paper.funding or 0} 分",
        depends_on={Publisher: lambda p: select(Paper.id).where(Paper.publisher_id == p.id)},
        load_options=(selectinload(Paper.publisher),),
    )
