"""What a reader gets of a challenge: the table of layers, and nothing beside it."""

from __future__ import annotations

import pytest

from matchmaker.challenges.layers import LAYERED, LAYERED_TEXTS, OPEN_PARTS, reader_layer, visible
from matchmaker.challenges.models import DEFAULT_LAYERS, Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.layers import RANK, Layer
from matchmaker.organizations.models import Organization
from tests.factories.challenges import make_attachment, make_challenge

S = ChallengeStatus
LIMITS = {"anonymous": Layer.PUBLIC, "other": Layer.REGISTERED, "loner": Layer.REGISTERED, "broker": Layer.REGISTERED,
          "sponsor": Layer.NDA, "staff": Layer.NDA, "operator": Layer.NDA, "system": Layer.NDA}  # fmt: skip


def test_highest_layer_of_each_reader(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    assert {name: reader_layer(actor, challenge) for name, actor in actors.items()} == LIMITS


def test_every_layered_field_has_a_default_and_may_be_closed() -> None:
    assert {field.name for field in LAYERED} == set(DEFAULT_LAYERS)
    assert all(Layer.NDA in field.choices for field in LAYERED)
    assert set(LAYERED_TEXTS).isdisjoint(OPEN_PARTS)


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize("name", LAYERED_TEXTS)
def test_texts_by_layer(actors: dict[str, Actor], sponsor_org: Organization, name: str, layer: Layer) -> None:
    challenge = make_challenge(
        sponsor=sponsor_org, field_layers={name: layer.value}, **{name: "只给有权的人看"}
    )
    for who, limit in LIMITS.items():
        shown = getattr(visible(challenge, actors[who]), name)
        assert bool(shown) == (RANK[layer] <= RANK[limit]), who


def test_what_is_not_listed_cannot_be_asked_for(sponsor_org: Organization) -> None:
    one = visible(make_challenge(sponsor=sponsor_org), ANONYMOUS)
    columns = {column.key for column in Challenge.__table__.columns}
    reachable = {name for name in columns if hasattr(one, name)}
    assert columns - reachable == {
        "sponsor_id", "created_by_id", "draft_token", "field_layers", "contact_name", "contact_phone",
        "is_declared_open", "reminded_on", "revision_notes", "call_id", "need_notice_starts_on", "need_notice_ends_on", "proposed_at", "sales_amount", "rd_amount",
    }  # fmt: skip
    assert one.contact is None
    assert not hasattr(one, "sponsor")


def test_anonymous_sponsor(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    hidden = make_challenge(sponsor=sponsor_org, is_anonymous=True)
    named = {who: visible(hidden, actor).sponsor_name for who, actor in actors.items()}
    assert {named[who] for who in ("anonymous", "other", "loner", "broker")} == {
        "BDO 一体化企业（匿名 E-017）"
    }
    assert named["sponsor"] == named["staff"] == sponsor_org.name
    assert visible(hidden, ANONYMOUS).sponsor_public_id is None
    assert hidden.sponsor_name == "BDO 一体化企业（匿名 E-017）"


def test_a_name_may_be_kept_for_the_signed_in(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org, is_anonymous=True, field_layers={"sponsor": "registered"})
    assert visible(challenge, actors["loner"]).sponsor_name == sponsor_org.name
    assert visible(challenge, ANONYMOUS).sponsor_name != sponsor_org.name


def test_without_anonymity_a_stored_choice_does_not_hide_the_name(sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org, is_anonymous=False, field_layers={"sponsor": "nda"})
    assert visible(challenge, ANONYMOUS).sponsor_name == sponsor_org.name


def rows() -> tuple[Indicator, ...]:
    return (
        Indicator("公开行", Operator.GE, 1, unit="%", present_value="现值甲"),
        Indicator("登录行", Operator.GE, 2, unit="%", present_value="现值乙", layer=Layer.REGISTERED),
        Indicator("保密行", Operator.GE, 3, unit="%", present_value="现值丙", layer=Layer.NDA),
    )


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ("public", {"anonymous": "公开行现值甲", "other": "公开行现值甲登录行现值乙"}),
        ("registered", {"anonymous": "公开行", "other": "公开行现值甲登录行现值乙"}),
        ("nda", {"anonymous": "公开行", "other": "公开行登录行"}),
    ],
)
def test_indicator_rows_and_present_values(
    actors: dict[str, Actor], sponsor_org: Organization, present: str, expected: dict[str, str]
) -> None:
    challenge = make_challenge(sponsor=sponsor_org, rows=rows(), field_layers={"present_values": present})
    expected = expected | {"sponsor": "公开行现值甲登录行现值乙保密行现值丙"}
    for who, text in expected.items():
        shown = visible(challenge, actors[who]).indicators
        assert "".join(row.name + row.present_value for row in shown) == text
        assert all(row.source.present_value == row.present_value for row in shown)
    assert visible(challenge, ANONYMOUS).hidden_indicators == 2


def test_the_sealed_box_counts_without_telling(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org, rows=rows(), tried="", field_layers={"problem": "nda"})
    make_attachment(challenge, Layer.NDA)
    make_attachment(challenge, Layer.PUBLIC)
    sealed = visible(challenge, ANONYMOUS).sealed
    told = {(str(part.label), part.layer.value, part.count) for part in sealed}
    assert told == {
        ("要解决的问题", "nda", 1), ("现状", "registered", 1), ("指标现值", "registered", 1),
        ("指标", "registered", 1), ("指标", "nda", 1), ("附件", "nda", 1),
    }  # fmt: skip
    assert [file.layer for file in visible(challenge, ANONYMOUS).attachments] == [Layer.PUBLIC]
    assert visible(challenge, actors["staff"]).sealed == []
