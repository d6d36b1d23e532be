"""What the services do, refuse, record and tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from matchmaker.achievements import services
from matchmaker.achievements.events import (
    AchievementDelisted,
    AchievementExpiring,
    AchievementListed,
    AchievementRejected,
    AchievementRenewed,
    AchievementReturned,
    AchievementSubmitted,
)
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus, AttachmentKind
from matchmaker.extensions import db
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.kernel import audit, clock, events
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.unit_of_work import transaction
from tests.achievements.people import cast, member_of
from tests.conftest import NOW
from tests.factories.achievements import make_achievement, make_attachment
from tests.factories.organizations import make_organization

S = AchievementStatus
FIGURES = [Indicator("水分", Operator.LE, 30.0, None, "mg/kg", layer=Layer.NDA)]


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[events.DomainEvent]:
    """The events that were published, in order."""
    seen: list[events.DomainEvent] = []
    table = {**events._handlers}
    for kind in (AchievementSubmitted, AchievementReturned, AchievementRejected, AchievementListed,
                 AchievementDelisted, AchievementRenewed, AchievementExpiring):  # fmt: skip
        table[kind] = [seen.append]
    monkeypatch.setattr(events, "_handlers", table)
    return seen


def test_a_draft_has_a_number_and_belongs_to_the_organization(app: Flask) -> None:
    holder = make_organization()
    actor = cast(holder)["holder"]
    with transaction():
        first = services.create_achievement(actor, "t-1", {"title": "甲", "indicators": FIGURES})
        second = services.create_achievement(actor, "t-2", {"title": "乙"})
    assert (first.public_id, second.public_id) == ("WHC-2026-0001", "WHC-2026-0002")
    assert (first.holder_id, first.created_by_id, first.status) == (holder.id, actor.user_id, S.DRAFT)
    assert [row.layer for row in first.indicators] == [Layer.NDA]
    assert audit.timeline("achievement", first.id)[0].action == "create"


def test_the_same_form_sent_twice_is_one_draft(app: Flask) -> None:
    actor = cast(make_organization())["holder"]
    with transaction():
        first = services.create_achievement(actor, "token", {"title": "甲"})
    with transaction():
        again = services.create_achievement(actor, "token", {"title": "甲"})
    assert again.id == first.id
    assert db.session.query(Achievement).count() == 1


def test_without_organization_nothing_is_created(app: Flask) -> None:
    with pytest.raises(PermissionDenied), transaction():
        services.create_achievement(member_of(None), "token", {"title": "甲"})


def test_saving_replaces_fields_rows_and_layers(app: Flask) -> None:
    holder = make_organization()
    actor, draft = cast(holder)["holder"], make_achievement(S.DRAFT, holder)
    right = {"kind": "paper", "title": "论文（示例）", "doi": "10.1016/x"}
    with transaction():
        services.save_draft(
            actor,
            draft,
            {"title": "新", "rights": [right], "indicators": [], "field_layers": {"team": "nda"}},
        )
    assert (draft.title, [r.title for r in draft.rights], draft.indicators) == ("新", ["论文（示例）"], [])
    assert draft.layer_of("team") is Layer.NDA


def test_a_change_of_rows_alone_raises_the_version(app: Flask) -> None:
    holder = make_organization()
    actor, draft = cast(holder)["holder"], make_achievement(S.DRAFT, holder)
    before = draft.version
    with transaction():
        services.save_draft(actor, draft, {"indicators": FIGURES}, before)
    assert draft.version > before
    with pytest.raises(Conflict), transaction():
        services.save_draft(actor, draft, {"title": "旧"}, before)


@pytest.mark.parametrize("status", [s for s in S if s is not S.DRAFT])
def test_only_drafts_are_edited(app: Flask, status: AchievementStatus) -> None:
    holder = make_organization()
    with pytest.raises(PermissionDenied), transaction():
        services.save_draft(cast(holder)["holder"], make_achievement(status, holder), {"title": "新"})


@pytest.mark.parametrize("name", ["status", "holder_id", "version_number", "published_at"])
def test_nothing_else_can_be_written(app: Flask, name: str) -> None:
    holder = make_organization()
    with pytest.raises(ValueError, match=name), transaction():
        services.save_draft(cast(holder)["holder"], make_achievement(S.DRAFT, holder), {name: 1})


@pytest.mark.parametrize(
    ("values", "field"),
    [({"description": "机密★10年 配方"}, "description"), ({"benefit": "电话 138 0013 8000"}, "benefit"),
     ({"team": [{"name": "甲", "unit": "a@b.cn", "contribution": ""}]}, "team"),
     ({"indicators": [Indicator("水分", evidence="绝密级报告")]}, "indicators")],
)  # fmt: skip
def test_secrets_and_private_data_are_refused_and_nothing_is_saved(
    app: Flask, values: dict, field: str
) -> None:
    holder = make_organization()
    draft = make_achievement(S.DRAFT, holder, title="原名")
    with pytest.raises(GuardFailed) as refused, transaction():
        services.save_draft(cast(holder)["holder"], draft, {"title": "新名", **values})
    assert list(refused.value.errors) == [field]
    db.session.expire_all()
    assert draft.title == "原名"


def test_from_draft_to_listing(app: Flask, told: list) -> None:
    holder = make_organization()
    people, draft = cast(holder), make_achievement(S.DRAFT, holder, is_declared_open=False)
    with transaction():
        services.submit_achievement(people["holder"], draft, is_declared_open=True)
    with transaction():
        services.return_for_revision(
            people["manager"], draft, "补充依据", {"technology": "缺测试方法", "team": ""}
        )
    assert draft.status is S.DRAFT
    assert draft.revision_notes == {"": "补充依据", "technology": "缺测试方法"}
    with transaction():
        services.submit_achievement(people["holder"], draft)
    with transaction():
        services.list_achievement(people["manager"], draft)
    assert draft.status is S.LISTED and draft.revision_notes == {}
    assert draft.expires_on == clock.today() + timedelta(days=app.config["ITEM_VALID_DAYS"])
    assert (draft.published_at, draft.confirmed_on) == (clock.now(), clock.today())
    assert [type(e) for e in told] == [
        AchievementSubmitted,
        AchievementReturned,
        AchievementSubmitted,
        AchievementListed,
    ]


def test_reject_withdraw_delist(app: Flask, told: list) -> None:
    holder = make_organization()
    people = cast(holder)
    waiting, draft, listed = (make_achievement(s, holder) for s in (S.SCREENING, S.DRAFT, S.LISTED))
    with transaction():
        services.reject_achievement(people["manager"], waiting, "与成果无关")
        services.withdraw_achievement(people["holder"], draft)
        services.delist_achievement(people["holder"], listed, "已整体转让")
    assert [a.status for a in (waiting, draft, listed)] == [S.REJECTED, S.DELISTED, S.DELISTED]
    assert listed.delisted_at == clock.now()
    assert told == [AchievementRejected(waiting.id), AchievementDelisted(listed.id)]


def test_renewal(app: Flask, told: list) -> None:
    holder = make_organization()
    listed = make_achievement(S.LISTED, holder, expires_on=date(2026, 11, 25), reminded_on=date(2026, 11, 20))
    with transaction():
        services.renew_achievement(cast(holder)["holder"], listed)
    assert listed.expires_on == clock.today() + timedelta(days=180)
    assert (listed.confirmed_on, listed.reminded_on) == (clock.today(), None)
    assert told == [AchievementRenewed(listed.id)]
    with pytest.raises(IllegalTransition), transaction():
        services.renew_achievement(cast(holder)["holder"], make_achievement(S.DELISTED, holder))


def test_a_new_version_replaces_the_listed_one(app: Flask, told: list) -> None:
    holder = make_organization()
    people, old = cast(holder), make_achievement(S.LISTED, holder, field_layers={"benefit": "nda"})
    report = make_attachment(old, layer=Layer.NDA)
    copied = {
        "filename": "报告.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "sha256": "1" * 64,
        "storage_key": "zz/1",
    }
    with transaction():
        fresh = services.start_new_version(people["holder"], old, [(report, copied)])
        assert services.start_new_version(people["holder"], old).id == fresh.id
    assert (fresh.status, fresh.version_number, fresh.supersedes_id) == (S.DRAFT, 2, old.id)
    assert fresh.title == old.title and fresh.public_id != old.public_id
    assert fresh.keywords == old.keywords and fresh.keywords is not old.keywords
    assert [i.to_indicator() for i in fresh.indicators] == [i.to_indicator() for i in old.indicators]
    assert [r.application_number for r in fresh.rights] == ["201710601862.3"]
    assert [(f.storage_key, f.layer) for f in fresh.attachments] == [("zz/1", Layer.NDA)]
    assert fresh.layer_of("benefit") is Layer.NDA
    assert not fresh.is_declared_open
    with transaction():
        services.submit_achievement(people["holder"], fresh, is_declared_open=True)
        assert old.status is S.LISTED
        services.list_achievement(people["manager"], fresh)
    assert (fresh.status, old.status) == (S.LISTED, S.DELISTED)
    assert audit.timeline("achievement", old.id)[0].note == f"由新版本 {fresh.public_id} 取代。"
    assert told[-2:] == [AchievementDelisted(old.id), AchievementListed(fresh.id)]


def test_what_was_never_published_has_no_new_version(app: Flask) -> None:
    holder = make_organization()
    with pytest.raises(IllegalTransition), transaction():
        services.start_new_version(cast(holder)["holder"], make_achievement(S.REJECTED, holder))


def test_files_are_tied_to_drafts_and_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchmaker.achievements.services.drafting.MOST_ATTACHMENTS", 1)
    holder = make_organization()
    actor, draft = cast(holder)["holder"], make_achievement(S.DRAFT, holder)
    columns = {
        "filename": "a.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "sha256": "1" * 64,
        "storage_key": "zz/2",
    }
    with transaction():
        file = services.add_attachment(actor, draft, columns, AttachmentKind.TEST_REPORT, "报告", Layer.NDA)
    with pytest.raises(GuardFailed) as refused, transaction():
        services.add_attachment(actor, draft, {**columns, "storage_key": "zz/3"}, AttachmentKind.OTHER)
    assert "file" in refused.value.errors
    with transaction():
        assert services.remove_attachment(actor, draft, file) == "zz/2"
    assert draft.attachments == []
    assert {e.action for e in audit.timeline("achievement", draft.id)} == {"upload", "remove"}


def test_what_is_over_is_taken_off(app: Flask, told: list) -> None:
    today = clock.today()
    over, last_day = (make_achievement(expires_on=today - timedelta(days=n)) for n in (1, 0))
    make_achievement(S.DELISTED, expires_on=today - timedelta(days=5))
    with transaction():
        assert services.expire_due() == 1
    with transaction():
        assert services.expire_due() == 0
    assert (over.status, last_day.status) == (S.DELISTED, S.LISTED)
    assert audit.timeline("achievement", over.id)[0].actor_name == "system"
    assert told == [AchievementDelisted(over.id)]


def test_holders_are_reminded_once(app: Flask, told: list) -> None:
    today = clock.today()
    soon = make_achievement(expires_on=today + timedelta(days=14))
    make_achievement(expires_on=today + timedelta(days=15))
    with transaction():
        assert services.remind_due() == 1
    with clock.frozen(NOW + timedelta(hours=2)), transaction():
        assert services.remind_due() == 0
    assert told == [AchievementExpiring(soon.id)]
