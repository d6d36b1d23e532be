"""Two people press at the same moment: one wins, the other gets a clear 409 (or the rule), on SQLite and PostgreSQL.

Real connections of real threads, released together; the requests go through the whole site.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import select

from matchmaker.app import create_app
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.config import TestingConfig
from matchmaker.contracts.amendments import steps_of
from matchmaker.contracts.models import Contract
from matchmaker.contracts.services import propose_amendment
from matchmaker.contracts.vocabulary import AmendmentStatus, ContractStatus
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web import security
from tests.bids.conftest import acts_for
from tests.factories.accounts import make_user
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.factories.contracts import make_contract
from tests.factories.evaluations import make_evaluation
from tests.factories.races import Race
from tests.support import postgres
from tests.support.people import Browser, actor_with

pytestmark = [pytest.mark.process, pytest.mark.real_clock]
ROUNDS = 5
Press = tuple[Actor, str, dict[str, Any]]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def arena(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site on a database of its own."""
    folder = tmp_path_factory.mktemp("races")
    if request.param == "sqlite":
        yield _site(folder, f"sqlite:///{folder / 'races.db'}")
        return
    if postgres.binaries() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed (in CI it must be)")
    with postgres.server() as address:
        site = _site(folder, address)
        yield site
        with site.app_context():
            db.engine.dispose()


def _site(folder: Path, address: str) -> Flask:
    settings = {"BASE": TestingConfig, "DATA_DIR": str(folder), "SQLALCHEMY_DATABASE_URI": address}
    app = create_app(settings | {"SEARCH_BACKEND": "memory"})
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture
def press(arena: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[int]]]:
    """All at once: status codes in the order of the people."""
    real = security._load_actor
    monkeypatch.setattr(
        security, "_load_actor", lambda: request.environ.get("matchmaker.test_actor") or real()
    )

    def all_at_once(*people: Press) -> list[int]:
        barrier = Barrier(len(people))

        def one(person: Press) -> int:
            actor, address, data = person
            with arena.app_context():
                browser = Browser(arena, arena.response_class)
                browser.environ_base["matchmaker.test_actor"] = actor
                barrier.wait()
                code = browser.post(address, data=data).status_code
                db.session.remove()
                return code

        db.session.commit()
        with ThreadPoolExecutor(len(people)) as pool:
            codes = list(pool.map(one, people))
        db.session.expire_all()
        return codes

    with arena.app_context():
        yield all_at_once
        assert not audit_chain.verify().faults
        db.session.remove()


def staff() -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


def judged(teams: int = 2, places: int = 1) -> tuple[Any, Any, list[Bid]]:
    """A confirmed evaluation of some bids, of which ``places`` may win, and its sponsor."""
    sponsor = make_team()
    challenge = make_challenge(ChallengeStatus.EVALUATING, sponsor=sponsor[0])
    challenge.max_awards, challenge.funding_amount = places, None
    bids = [make_bid(BidStatus.ELIGIBLE, challenge) for _n in range(teams)]
    return (
        acts_for(sponsor),
        make_evaluation(EvaluationStatus.CONFIRMED, challenge, bids=bids, panel_size=3),
        bids,
    )


def test_two_members_of_the_sponsor_choose_different_bids(press: Callable[..., list[int]]) -> None:
    for _n in range(ROUNDS):
        sponsor, evaluation, bids = judged()
        address = f"/notices/choose/{evaluation.public_id}"
        codes = press(*((sponsor, address, {"bid": bid.id, "reason": "更合适"}) for bid in bids))
        assert sorted(codes) == [303, 409]
        query = select(Award).where(Award.challenge_id == evaluation.challenge_id)
        assert len(db.session.scalars(query).all()) == 1


def test_a_race_never_has_more_teams_than_places(press: Callable[..., list[int]]) -> None:
    for _n in range(ROUNDS):
        sponsor, evaluation, bids = judged(teams=4, places=2)
        address, number = f"/notices/choose/{evaluation.public_id}", evaluation.challenge_id
        people = [
            (sponsor, address, {"bid": bid.id, f"reason_{bid.id}": "更合适"}) for bid in (*bids, bids[0])
        ]
        codes = press(*people) + press(*people)  # again, with what is left
        assert set(codes) <= {303, 409, 422}, codes
        query = select(Award).where(Award.challenge_id == number)
        made = db.session.scalars(query).all()
        assert sorted(one.slot for one in made) == [1, 2][: len(made)] and made
        assert len({one.bid_id for one in made}) == len(made) == codes.count(303)


def test_withdrawn_and_replaced_at_once(press: Callable[..., list[int]]) -> None:
    for _n in range(ROUNDS):
        team = make_team()
        bid = make_bid(BidStatus.SUBMITTED, make_challenge(), team)
        base, receipts = f"/bids/{bid.public_id}", len(bid.receipts)
        codes = press((acts_for(team), f"{base}/withdraw", {}), (acts_for(team), f"{base}/submit", {}))
        assert set(codes) <= {303, 409}, codes
        assert 303 in codes
        assert bid.status is (BidStatus.WITHDRAWN if codes[0] == 303 else BidStatus.SUBMITTED)
        assert len(bid.receipts) == receipts + (codes[1] == 303)


def test_a_unit_asked_by_two_teams_joins_one(press: Callable[..., list[int]]) -> None:
    for _n in range(ROUNDS):
        asked, challenge = make_team(), make_challenge()
        bids = [
            make_bid(BidStatus.DRAFT, challenge, partners=((asked[0], MemberAnswer.INVITED),))
            for _m in range(2)
        ]
        codes = press(*((acts_for(asked), f"/bids/{bid.public_id}/confirm-membership", {}) for bid in bids))
        assert sorted(codes) == [303, 422]  # the rule is named: one team for each unit
        own = (BidMember.organization_id == asked[0].id, BidMember.answer == MemberAnswer.CONFIRMED)
        assert len(db.session.scalars(select(BidMember).where(*own)).all()) == 1


def test_both_sides_sign_at_once_and_the_contract_comes_into_force_once(
    press: Callable[..., list[int]],
) -> None:
    for _n in range(ROUNDS):
        sponsor, contractor = make_team(), make_team()
        contract = make_contract(ContractStatus.SIGNING, sponsor, contractor)
        address, number = f"/contracts/{contract.public_id}/sign", contract.id

        def signature() -> dict[str, Any]:
            scan = (BytesIO(b"%PDF-1.7 scan"), "扫描件.pdf")
            return {"signer_name": "示例", "signed_on": clock.today().isoformat(), "file": scan}

        people = [acts_for(sponsor), acts_for(contractor)]
        codes = press(*((one, address, signature()) for one in people))
        assert set(codes) <= {303, 409}, codes
        late = [one for one, code in zip(people, codes, strict=True) if code == 409]
        assert len(late) < 2
        for one in late:  # told so, and signs again
            assert press((one, address, signature())) == [303]
        contract = db.session.get_one(Contract, number)
        assert (contract.status, len(contract.signatures)) == (ContractStatus.ACTIVE, 2)


def test_a_stage_of_a_race_is_decided_once(press: Callable[..., list[int]]) -> None:
    for _n in range(ROUNDS):
        race = Race()
        for place in (0, 1):
            race.accept(place)
        ids, sponsor = [one.id for one in race.contracts], acts_for(race.sponsor)
        address = f"/contracts/race/{race.challenge.public_id}/decide"
        answers = [
            {"stage": 1, "going_on": stays, f"reason_{leaves}": "指标较低"}
            for stays, leaves in (ids, ids[::-1])
        ]
        assert sorted(press(*((sponsor, address, answer) for answer in answers))) == [303, 409]
        query = select(Contract.status).where(Contract.id.in_(ids))
        assert sorted(db.session.scalars(query)) == [ContractStatus.ACTIVE, ContractStatus.TERMINATED]


def test_two_of_the_staff_decide_an_objection_differently(press: Callable[..., list[int]]) -> None:
    for _n in range(ROUNDS):
        _sponsor, evaluation, bids = judged()
        day = clock.today()
        award = Award(
            public_id=f"WHG-R{evaluation.id}", status=AwardStatus.SUSPENDED, challenge_id=evaluation.challenge_id,
            evaluation_id=evaluation.id, bid_id=bids[0].id, rank=1, notice_starts_on=day, notice_ends_on=day,
        )  # fmt: skip
        objection = Objection(
            public_id=f"WHY-R{evaluation.id}", award=award, filed_by_id=make_user().id, name="示例", contact="0473",
            text="不实", evidence="报告",
        )  # fmt: skip
        db.session.add_all([award, objection])
        db.session.commit()
        address = f"/notices/objections/{objection.public_id}/decide"
        verdicts = [{"verdict": verdict, "reply": "核实"} for verdict in ("uphold", "dismiss")]
        codes = press(*((staff(), address, verdict) for verdict in verdicts))
        assert sorted(codes) == [303, 409]
        expected = AwardStatus.REVOKED if codes[0] == 303 else AwardStatus.ON_NOTICE
        assert award.status is expected


def test_an_amendment_accepted_and_withdrawn_at_once(press: Callable[..., list[int]]) -> None:
    for _round in range(ROUNDS):
        sponsor, contractor = make_team(), make_team()
        contract = make_contract(ContractStatus.ACTIVE, sponsor, contractor)
        pays, works = acts_for(sponsor), acts_for(contractor)
        first, second = steps_of(contract)
        with transaction():
            asked = propose_amendment(
                pays,
                contract,
                (replace(first, title="改名"), second),
                contract.amount,
                contract.ends_on,
                "理由",
            )
        at = f"/contracts/{contract.public_id}/amendments/{asked.id}"
        codes = press((works, f"{at}/accept", {}), (pays, f"{at}/withdraw", {}))
        assert sorted(codes) == [303, 409]
        accepted = asked.status is AmendmentStatus.ACCEPTED
        assert accepted is (codes[0] == 303) and (contract.milestones[0].title == "改名") is accepted
