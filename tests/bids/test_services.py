"""Handing in, replacing, taking back, the team, and the rules that refuse."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from matchmaker.bids import queries, reading, services
from matchmaker.bids.content import Response
from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer, RelationKind
from matchmaker.challenges.services import close_challenge, reopen_challenge, withdraw_challenge
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, NotFound, PermissionDenied
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from matchmaker.notifications.models import Delivery
from matchmaker.organizations.services import ban_organization
from tests.bids.conftest import Parties
from tests.factories.bids import make_bid, make_content

S = BidStatus


def submit(actor: Actor, bid: Bid, **kw: bool) -> str:
    with transaction():
        return services.submit_bid(actor, bid, **kw).sha256


def refused(actor: Actor, bid: Bid, **kw: bool) -> dict[str, str]:
    with pytest.raises(GuardFailed) as failure, transaction():
        services.submit_bid(actor, bid, **kw)
    return {name: str(words) for name, words in failure.value.errors.items()}


@pytest.fixture
def lead(parties: Parties) -> Actor:
    return parties.actors["lead"]


@pytest.fixture
def bid(parties: Parties) -> Bid:
    """A complete draft of one unit alone."""
    return make_bid(S.DRAFT, parties.challenge(), parties.lead)


def test_begin_write_submit_open(parties: Parties, lead: Actor) -> None:
    challenge = parties.challenge()
    with transaction():
        bid = services.start_bid(lead, challenge)
        assert services.start_bid(lead, challenge) is bid
    assert "responses" in refused(lead, bid)
    with transaction():
        content = make_content("甲")
        values = {n: getattr(content, n) for n in ("trl_now", "trl_after", "quote_amount", "responses", "milestones",
                  "budget", "team", "relation", "is_undertaken")}  # fmt: skip
        services.save_bid(lead, bid, values | content.texts, bid.version)
        services.add_file(lead, bid, "方案.pdf", "application/pdf", b"%PDF-1.7 secret")
    digest = submit(lead, bid)
    copy = reading.handed_in_bytes(bid)
    assert hashlib.sha256(copy).hexdigest() == digest
    proof = queries.receipt_proof(digest)
    assert proof and proof.entry and proof.entry.position > 0
    assert bid.opened_at is None and bid.content_key is None
    with pytest.raises(NotFound):
        queries.get(parties.actors["sponsor"], bid.public_id)

    with clock.frozen(challenge.deadline_at + timedelta(days=2)):  # the worker was down for two days
        done = tick()
    assert done["challenges closed"] == 1
    opened = queries.get(parties.actors["sponsor"], bid.public_id)
    shown = reading.content_for(parties.actors["sponsor"], opened)
    assert shown.texts["route"].startswith("甲")
    file, data = reading.read_file(opened, shown, shown.files[0].id)
    assert (file.filename, data) == ("方案.pdf", b"%PDF-1.7 secret")
    assert tick()["bids opened"] == 0
    assert not audit_chain.verify().faults


def test_replacing_gives_a_new_receipt_and_what_was_handed_in_counts(lead: Actor, bid: Bid) -> None:
    first = submit(lead, bid)
    with transaction():
        services.save_bid(lead, bid, {"route": "改过的路线"})
    assert reading.content_for(lead, bid).texts["route"] == "改过的路线"
    assert "改过的路线" not in reading.handed_in_bytes(bid).decode()
    second = submit(lead, bid)
    assert first != second
    assert "改过的路线" in reading.handed_in_bytes(bid).decode()
    assert queries.receipt_proof(first) and queries.receipt_proof(second)
    assert queries.receipt_proof("0" * 64) is None


def test_after_the_deadline_nothing_is_taken_even_before_the_worker_comes(lead: Actor, bid: Bid) -> None:
    with clock.frozen(bid.challenge.deadline_at):
        with pytest.raises(GuardFailed, match="截止"), transaction():
            services.submit_bid(lead, bid)
        with pytest.raises(GuardFailed, match="截止"), transaction():
            services.withdraw_bid(lead, bid)
    assert bid.status is S.DRAFT


def test_one_bid_of_a_unit_whatever_its_part(parties: Parties, lead: Actor) -> None:
    challenge = parties.challenge()
    bid = parties.bid(challenge=challenge)
    with pytest.raises(GuardFailed, match="每家单位"), transaction():
        services.start_bid(parties.actors["partner"], challenge)
    with transaction():
        other = services.start_bid(parties.actors["asked"], challenge)  # asked, not yet in
    with pytest.raises(GuardFailed, match="每家单位"), transaction():
        services.answer_invitation(parties.actors["asked"], bid, accepts=True)
    with transaction():
        services.withdraw_bid(parties.actors["asked"], other)
    with transaction():
        services.answer_invitation(parties.actors["asked"], bid, accepts=True)
    assert {m.answer for m in bid.members if m.organization_id == parties.asked[0].id} == {
        MemberAnswer.CONFIRMED
    }
    with transaction():
        services.withdraw_bid(lead, bid)
        assert services.start_bid(lead, challenge).id != bid.id


def test_every_unit_confirms_and_has_its_part(parties: Parties, lead: Actor, bid: Bid) -> None:
    code = parties.asked[0].credit_code
    with transaction():
        services.invite_member(lead, bid, code, "负责膜材料")
    assert refused(lead, bid)["members"].startswith("受邀单位")
    with transaction():
        services.answer_invitation(parties.actors["asked"], bid, accepts=True)
    submit(lead, bid)
    with transaction():  # another part of the work must be confirmed anew
        services.invite_member(lead, bid, code, "负责整机")
    assert "members" in refused(lead, bid)
    member = bid.partners[0].id
    with transaction():
        services.remove_member(lead, bid, member)
    assert reading.draft_of(bid).divisions == {}
    submit(lead, bid)
    with pytest.raises(IllegalTransition), transaction():
        services.remove_member(lead, bid, member)


@pytest.mark.parametrize("code", ["", "91150302MA00000000", "lead", "sponsor"])
def test_units_that_cannot_be_asked(parties: Parties, lead: Actor, bid: Bid, code: str) -> None:
    known = {"lead": parties.lead[0].credit_code, "sponsor": parties.sponsor[0].credit_code}
    with pytest.raises(GuardFailed) as failure, transaction():
        services.invite_member(lead, bid, known.get(code, code), "分工")
    assert list(failure.value.errors) == ["credit_code"]


def test_the_rules_name_themselves(parties: Parties, lead: Actor, bid: Bid) -> None:
    with pytest.raises(PermissionDenied), transaction():
        services.start_bid(parties.actors["sponsor"], bid.challenge)
    with transaction():
        services.save_bid(lead, bid, {"relation": RelationKind.CONTROLLING.value})
    assert "关联单位回避" in refused(lead, bid)["relation"]
    with transaction():
        services.save_bid(lead, bid, {"relation": RelationKind.DISCLOSED.value})
    assert "relation_note" in refused(lead, bid)
    with transaction():
        services.save_bid(lead, bid, {"relation": RelationKind.NONE.value})
        ban_organization(SYSTEM, parties.lead[0], 3, "逾期不签约")
    assert "失信" in refused(lead, bid)["members"]
    with pytest.raises(GuardFailed, match="失信"), transaction():
        services.start_bid(lead, parties.challenge())


def test_a_promise_below_a_must_row_needs_a_knowing_signature(lead: Actor, bid: Bid) -> None:
    content = reading.draft_of(bid)
    short = (replace(content.responses[0], value="99.0"), *content.responses[1:])
    with transaction():
        services.save_bid(lead, bid, {"responses": short})
    assert list(refused(lead, bid)) == ["accepts_shortfall"]
    submit(lead, bid, accepts_shortfall=True)


def test_payments_must_add_up_and_rows_be_answered(lead: Actor, bid: Bid) -> None:
    with transaction():
        services.save_bid(
            lead, bid, {"quote_amount": 1, "responses": (Response("纯度", value="99.99", unit="%"),)}
        )
    found = refused(lead, bid)
    assert "不一致" in found["milestones"] and "水分" in found["responses"]


def test_a_lost_update_is_noticed(lead: Actor, bid: Bid) -> None:
    version = bid.version
    with transaction():
        services.save_bid(lead, bid, {"route": "一"}, version)
    with pytest.raises(Conflict), transaction():
        services.save_bid(lead, bid, {"route": "二"}, version)


def test_opened_bids_keep_a_challenge_closed(parties: Parties, lead: Actor, bid: Bid) -> None:
    submit(lead, bid)
    draft = make_bid(S.DRAFT, bid.challenge, parties.rival)
    with transaction():
        close_challenge(SYSTEM, bid.challenge, "提前截止")
    assert bid.opened_at is not None and draft.status is S.LAPSED and draft.ended_reason
    later = clock.now() + timedelta(days=30)
    with pytest.raises(GuardFailed, match="已经开启"), transaction():
        reopen_challenge(SYSTEM, bid.challenge, later)
    with pytest.raises(PermissionDenied), transaction():
        services.save_bid(lead, bid, {"route": "改"})


def test_without_bids_a_closed_challenge_may_open_again(parties: Parties, bid: Bid) -> None:
    with transaction():
        close_challenge(SYSTEM, bid.challenge, "提前截止")
        reopen_challenge(SYSTEM, bid.challenge, clock.now() + timedelta(days=30))
    assert bid.status is S.DRAFT


def test_withdrawing_the_challenge_ends_its_bids_unread(parties: Parties, lead: Actor, bid: Bid) -> None:
    submit(lead, bid)
    with transaction():
        withdraw_challenge(parties.actors["sponsor"], bid.challenge, "项目取消")
    assert bid.status is S.LAPSED and bid.content_key is None
    assert bid.ended_reason == "发榜方已撤榜。"
    assert not db.session.scalar(db.select(BidMember.id).where(BidMember.answer == MemberAnswer.CONFIRMED))
    with pytest.raises(NotFound):
        queries.get(parties.actors["staff"], bid.public_id)


def test_a_bid_that_was_tampered_with_stays_shut_and_is_reported(
    parties: Parties, lead: Actor, bid: Bid, caplog: pytest.LogCaptureFixture
) -> None:
    submit(lead, bid)
    with transaction():
        bid.sealed_content = bid.sealed_content[:-1] + bytes([bid.sealed_content[-1] ^ 1])
    with transaction():
        close_challenge(SYSTEM, bid.challenge, "到期")
    assert bid.opened_at is None and queries.unopened_count(bid.challenge) == 1
    assert bid.public_id in caplog.text


def test_eligibility(parties: Parties) -> None:
    challenge, staff = parties.challenge(), parties.actors["staff"]
    one = make_bid(S.SUBMITTED, challenge, parties.lead, opened=True)
    two = make_bid(S.SUBMITTED, challenge, parties.rival, opened=True)
    with transaction():
        services.confirm_eligibility(staff, one)
        services.declare_ineligible(staff, two, "缺少中试报告")
    assert (one.status, two.status, two.ended_reason) == (S.ELIGIBLE, S.INELIGIBLE, "缺少中试报告")
    assert queries.eligible(challenge) == [one]
    mails = db.session.scalars(db.select(Delivery)).all()
    assert {m.kind for m in mails} >= {"BidFoundEligible", "BidFoundIneligible"}
    assert any("缺少中试报告" in m.text for m in mails)
