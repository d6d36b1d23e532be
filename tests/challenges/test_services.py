"""The verbs: what they change, whom they tell, what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from matchmaker.challenges import events, services
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services import Declaration
from matchmaker.challenges.vocabulary import ChallengeStatus, FundingKind
from matchmaker.extensions import db
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.kernel import audit, clock
from matchmaker.kernel import events as kernel_events
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, NotFound, PermissionDenied
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations.models import Organization
from tests.factories.challenges import ROWS, make_attachment, make_challenge

S = ChallengeStatus
CLEAR = Declaration(has_state_secret=False, has_personal_data=False)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the events published, in order."""
    seen: list[str] = []
    for kind in events.ChallengeEvent.__subclasses__():
        handlers = kernel_events._handlers
        monkeypatch.setitem(handlers, kind, [lambda event: seen.append(type(event).__name__)])
    yield seen


def day(offset: int) -> date:
    return clock.today() + timedelta(days=offset)


# -- drafting ----------------------------------------------------------------------------------------


def test_create_takes_over_what_the_organization_knows(sponsor: Actor, sponsor_org: Organization) -> None:
    with transaction():
        made = services.create_challenge(sponsor)
    assert made.public_id == "WH-2026-0001"
    assert made.status is S.DRAFT
    assert (made.industry_code, made.region_code) == (sponsor_org.industry_code, sponsor_org.region_code)
    assert made.contact_name == sponsor_org.contact_name
    assert audit.timeline("challenge", made.id)[0].action == "create"


def test_the_same_token_gives_the_same_draft(sponsor: Actor, other: Actor) -> None:
    numbers = []
    for actor, token in ((sponsor, "t1"), (sponsor, "t1"), (sponsor, "t2"), (sponsor, "")):
        with transaction():
            numbers.append(services.create_challenge(actor, token).public_id)
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3


def test_only_members_of_an_organization_create(loner: Actor) -> None:
    with pytest.raises(PermissionDenied), transaction():
        services.create_challenge(loner)


def test_save_keeps_gaps_and_counts_versions(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with transaction():
        services.save_challenge(sponsor, challenge, {"title": "", "indicators": list(ROWS[:1])}, 1)
    assert (challenge.title, len(challenge.indicators), challenge.version) == ("", 1, 2)
    with transaction():
        services.save_challenge(sponsor, challenge, {"indicators": list(ROWS)}, 2)
    assert challenge.version == 3  # rows alone count too
    entry = audit.timeline("challenge", challenge.id)[0]
    assert entry.details == {"fields": ["indicators"]}


def test_saving_nothing_new_leaves_no_trace(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with transaction():
        services.save_challenge(sponsor, challenge, {"title": challenge.title, "indicators": list(ROWS)}, 1)
    assert challenge.version == 1
    assert audit.timeline("challenge", challenge.id) == []


def test_an_old_version_is_refused_and_changes_nothing(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with pytest.raises(Conflict), transaction():
        services.save_challenge(sponsor, challenge, {"title": "旧页面"}, 99)
    assert challenge.title != "旧页面"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "长" * 81}, "title"), ({"problem": "长" * 1001}, "problem"), ({"keywords": list("一二三四五六")}, "keywords"),
        ({"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 1)}, "ends_on"), ({"funding_amount": -1}, "funding_amount"),
        ({"indicators": [Indicator(f"指标{n}", Operator.GE, 1.0) for n in range(201)]}, "indicators"),
        ({"field_layers": {"title": "nda"}}, "layer_title"), ({"field_layers": {"sponsor": "public"}}, "layer_sponsor"),
        ({"field_layers": {"tried": "secret"}}, "layer_tried"),
    ],
)  # fmt: skip
def test_limits_hold_whichever_way_values_come(
    sponsor: Actor, sponsor_org: Organization, values: dict[str, Any], field: str
) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.save_challenge(sponsor, challenge, values)
    assert set(refusal.value.errors) == {field}
    assert challenge.version == 1


@pytest.mark.parametrize("name", ["status", "sponsor_id", "published_at", "public_id"])
def test_other_columns_are_out_of_reach(sponsor: Actor, sponsor_org: Organization, name: str) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with pytest.raises(KeyError), transaction():
        services.save_challenge(sponsor, challenge, {name: "x"})


def test_negotiable_clears_the_amount(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with transaction():
        services.save_challenge(sponsor, challenge, {"funding_kind": FundingKind.NEGOTIABLE})
    assert challenge.funding_amount is None


def test_staff_mend_an_open_need_which_must_stay_complete(
    staff: Actor, sponsor: Actor, sponsor_org: Organization, told: list[str]
) -> None:
    challenge = make_challenge(S.OPEN, sponsor=sponsor_org)
    with transaction():
        services.save_challenge(staff, challenge, {"title": "改正错字后的名称"})
    assert told == ["ChallengeChanged"]
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.save_challenge(staff, challenge, {"problem": ""})
    assert set(refusal.value.errors) == {"problem"}
    with pytest.raises(PermissionDenied), transaction():
        services.save_challenge(sponsor, challenge, {"title": "发榜方自己改"})


def test_delete_draft(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    key = make_attachment(challenge).storage_key
    number = challenge.id
    with transaction():
        assert services.delete_draft(sponsor, challenge) == [key]
    assert db.session.get(Challenge, number) is None
    assert audit.timeline("challenge", number)[0].action == "delete"


# -- handing in and screening ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declaration", "fields"),
    [
        (Declaration(None, None), {"secrecy", "personal"}), (Declaration(True, False), {"secrecy"}),
        (Declaration(False, True), {"personal"}), (Declaration(None, False), {"secrecy"}),
    ],
)  # fmt: skip
def test_secrets_and_personal_data_are_refused(
    sponsor: Actor, sponsor_org: Organization, declaration: Declaration, fields: set[str]
) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.submit_challenge(sponsor, challenge, declaration)
    assert set(refusal.value.errors) == fields
    assert challenge.status is S.DRAFT
    assert not challenge.is_declared_open


def test_from_draft_to_the_board(
    sponsor: Actor, staff: Actor, sponsor_org: Organization, told: list[str]
) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    with transaction():
        services.submit_challenge(sponsor, challenge, CLEAR)
    with transaction():
        services.return_challenge(staff, challenge, "", {"problem": " 写清工序 ", "title": "  "})
    assert challenge.status is S.DRAFT
    assert challenge.revision_notes == {"problem": "写清工序"}
    assert "各栏" in audit.timeline("challenge", challenge.id)[0].note
    with transaction():
        services.submit_challenge(sponsor, challenge, CLEAR)
    assert challenge.revision_notes == {}
    with transaction():
        services.publish_challenge(staff, challenge)
    assert challenge.published_at == clock.now()
    assert (challenge.confirmed_on, challenge.expires_on) == (day(0), day(180))
    assert told == ["ChallengeSubmitted", "ChallengeReturned", "ChallengeSubmitted", "ChallengePublished"]


def test_returning_needs_some_word(staff: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.SCREENING, sponsor=sponsor_org)
    with pytest.raises(GuardFailed), transaction():
        services.return_challenge(staff, challenge, " ", {"problem": " "})
    assert challenge.status is S.SCREENING


def test_publishing_what_is_past_its_deadline_is_refused(staff: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.SCREENING, sponsor=sponsor_org, deadline_at=clock.now())
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.publish_challenge(staff, challenge)
    assert set(refusal.value.errors) == {"deadline_on"}
    assert challenge.published_at is None


def test_reject(staff: Actor, sponsor_org: Organization, told: list[str]) -> None:
    challenge = make_challenge(S.SCREENING, sponsor=sponsor_org)
    with transaction():
        services.reject_challenge(staff, challenge, "企业可自行解决。")
    assert (challenge.status, told) == (S.REJECTED, ["ChallengeRejected"])


def test_reopen_needs_a_deadline_ahead(staff: Actor, sponsor_org: Organization, told: list[str]) -> None:
    challenge = make_challenge(S.CLOSED, sponsor=sponsor_org, expires_on=day(-1))
    for past in (None, clock.now() - timedelta(hours=1)):
        with pytest.raises(GuardFailed) as refusal, transaction():
            services.reopen_challenge(staff, challenge, past)
        assert set(refusal.value.errors) == {"deadline_on"}
    ahead = clock.now() + timedelta(days=30)
    with transaction():
        services.reopen_challenge(staff, challenge, ahead)
    assert (challenge.status, challenge.deadline_at, challenge.expires_on) == (S.OPEN, ahead, day(180))
    assert told == ["ChallengeReopened"]


# -- while it is open ---------------------------------------------------------------------------------


def test_amend_extends_but_never_shortens(sponsor: Actor, sponsor_org: Organization, told: list[str]) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    before = challenge.deadline_at
    assert before
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.amend_challenge(sponsor, challenge, before - timedelta(days=1), "", "")
    assert set(refusal.value.errors) == {"deadline_on", "contact_name", "contact_phone"}
    with transaction():
        services.amend_challenge(sponsor, challenge, before + timedelta(days=9), "新联系人", "123")
    assert challenge.deadline_at == before + timedelta(days=9)
    assert told == ["ChallengeChanged"]
    with pytest.raises(Conflict), transaction():
        services.amend_challenge(sponsor, challenge, challenge.deadline_at, "甲", "1", version=1)


def test_renewal(sponsor: Actor, sponsor_org: Organization, told: list[str]) -> None:
    challenge = make_challenge(
        sponsor=sponsor_org, expires_on=day(3), confirmed_on=day(-177), reminded_on=day(-1)
    )
    with transaction():
        services.renew_challenge(sponsor, challenge)
    assert (challenge.expires_on, challenge.confirmed_on, challenge.reminded_on) == (day(180), day(0), None)
    assert told == ["ChallengeRenewed"]


def test_withdraw_and_close(sponsor: Actor, sponsor_org: Organization, told: list[str]) -> None:
    one, two = make_challenge(sponsor=sponsor_org), make_challenge(sponsor=sponsor_org)
    with transaction():
        services.close_challenge(sponsor, one, "已找到合作方。")
        services.withdraw_challenge(sponsor, two, "项目取消。")
    assert (one.status, two.status) == (S.CLOSED, S.WITHDRAWN)
    assert one.closed_at == clock.now()
    assert told == ["ChallengeClosed", "ChallengeWithdrawn"]


class Stored:
    def as_columns(self) -> dict[str, Any]:
        return {"filename": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64,
                "storage_key": f"k/{id(self)}"}  # fmt: skip


def test_files(sponsor: Actor, other: Actor, sponsor_org: Organization, told: list[str]) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    with transaction():
        file = services.add_attachment(sponsor, challenge, Stored(), "说明", Layer.REGISTERED)
    assert file.uploaded_by_id == sponsor.user_id
    assert told == ["ChallengeChanged"]
    with transaction():
        services.note_download(other, challenge, file.id)
    assert audit.timeline("challenge", challenge.id)[0].action == "download"
    with pytest.raises(PermissionDenied), transaction():
        services.remove_attachment(other, challenge, file.id)
    with pytest.raises(NotFound), transaction():
        services.remove_attachment(sponsor, challenge, file.id + 999)
    with transaction():
        assert services.remove_attachment(sponsor, challenge, file.id).startswith("k/")
    assert challenge.attachments == []


def test_at_most_ten_files_and_none_after_handing_in(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org)
    for _n in range(10):
        make_attachment(challenge)
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.add_attachment(sponsor, challenge, Stored())
    assert set(refusal.value.errors) == {"file"}
    submitted = make_challenge(S.SCREENING, sponsor=sponsor_org)
    with pytest.raises(PermissionDenied), transaction():
        services.add_attachment(sponsor, submitted, Stored())


# -- the clock ----------------------------------------------------------------------------------------


def test_the_clock_closes_what_is_over_once(app: Flask, told: list[str]) -> None:
    late = make_challenge(deadline_at=clock.now())
    stale = make_challenge(expires_on=day(-1))
    last_day = make_challenge(expires_on=day(0))
    draft = make_challenge(S.DRAFT, deadline_at=clock.now() - timedelta(days=1))
    for expected in (2, 0):
        with transaction():
            assert services.expire_due() == expected
    assert [one.status for one in (late, stale, last_day, draft)] == [S.CLOSED, S.CLOSED, S.OPEN, S.DRAFT]
    assert "截止日" in audit.timeline("challenge", late.id)[0].note
    assert "有效期" in audit.timeline("challenge", stale.id)[0].note
    assert told == ["ChallengeClosed", "ChallengeClosed"]
    assert audit.timeline("challenge", late.id)[0].actor_name == SYSTEM.name


def test_reminders_go_out_once_for_each_validity(
    app: Flask, sponsor: Actor, sponsor_org: Organization, told: list[str]
) -> None:
    soon = make_challenge(sponsor=sponsor_org, expires_on=day(14))
    make_challenge(expires_on=day(15))
    for expected in (1, 0):
        with transaction():
            assert services.remind_due() == expected
    assert soon.reminded_on == day(0)
    with transaction():
        services.renew_challenge(sponsor, soon)
    later = datetime.combine(day(170), datetime.min.time(), clock.BEIJING)
    soon_row = soon
    with clock.frozen(later), transaction():
        assert services.remind_due() == 2
    assert told.count("ChallengeExpiring") == 3
    assert soon_row.reminded_on == day(170)
