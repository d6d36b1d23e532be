"""赛马制: several teams chosen at once, objected to one by one, and a challenge awarded when all is decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from matchmaker.awards import queries, services
from matchmaker.awards.models import Award
from matchmaker.awards.services import Pick
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.services import declare_unsuccessful, save_challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.challenges.workflow import race_is_allowed
from matchmaker.contracts.models import Contract
from matchmaker.dashboards.queries import tasks_for
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.services import void_evaluation
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.money import WAN
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from tests.awards.test_services import VALUES
from tests.bids.conftest import acts_for
from tests.evaluations.conftest import Court
from tests.factories.bids import make_bid, make_content, make_team
from tests.factories.evaluations import make_evaluation

ClientAs = Callable[[Actor], FlaskClient]
A = AwardStatus


@pytest.fixture
def race(court: Court) -> Evaluation:
    """Three bids, ranked in their order; two of them may win."""
    court.challenge.status, court.challenge.max_awards = ChallengeStatus.EVALUATING, 2
    court.challenge.funding_amount = None
    third = make_team("第三投标单位（示例）")
    court.bids.append(make_bid(BidStatus.ELIGIBLE, court.challenge, third, content=make_content("丁")))
    db.session.commit()
    return make_evaluation(
        EvaluationStatus.CONFIRMED, court.challenge, bids=court.bids, panel_size=3, scores=(9, 8, 7)
    )


def choose(court: Court, race: Evaluation, *places: int, reason: str = "", excess: str = "") -> list[Award]:
    picks = [Pick(court.bids[place].id, reason) for place in places]
    with transaction():
        return services.propose_awards(court.sponsor_actor, race, picks, excess)


def on_notice(court: Court, race: Evaluation) -> list[Award]:
    made = choose(court, race, 0, 1)
    with transaction():
        services.publish_notice(court.staff, made[0])
    return made


def upheld(court: Court, award: Award) -> None:
    with transaction():
        objection = services.file_objection(acts_for(court.first), award, VALUES)
        services.decide_objection(court.staff, objection, is_upheld=True, reply="属实")


def later(days: int = 20):
    return clock.frozen(clock.now() + timedelta(days=days))


def test_both_are_confirmed_together_and_each_has_a_contract(court: Court, race: Evaluation) -> None:
    made = on_notice(court, race)
    assert [(one.slot, one.status) for one in made] == [(1, A.ON_NOTICE), (2, A.ON_NOTICE)]
    with later():
        assert tick()["awards confirmed"] == 2
    assert court.challenge.status is ChallengeStatus.AWARDED
    assert [one.status for one in court.bids] == [BidStatus.AWARDED] * 2 + [BidStatus.NOT_AWARDED]
    assert "第 3 名，共 3 份" in court.bids[2].ended_reason
    contracts = db.session.scalars(db.select(Contract)).all()
    assert {one.award_id for one in contracts} == {one.id for one in made}
    assert len(queries.live_of(ANONYMOUS, court.challenge)) == 2


def test_an_upheld_objection_takes_one_place_and_the_sponsor_fills_it(court: Court, race: Evaluation) -> None:
    one, two = on_notice(court, race)
    upheld(court, two)
    assert (one.status, two.status, two.is_vacant) == (A.ON_NOTICE, A.REVOKED, True)
    with later():
        tick()
        assert (one.status, court.challenge.status) == (A.CONFIRMED, ChallengeStatus.EVALUATING)
        assert court.bids[2].status is BidStatus.ELIGIBLE
        assert any("名额空出" in task.words for task in tasks_for(court.sponsor_actor))
        fresh = choose(court, race, 2, reason="第二名被撤销")[0]
        assert (fresh.slot, two.is_vacant) == (2, False)
        with transaction():
            services.publish_notice(court.staff, fresh)
        assert one.notice_starts_on != fresh.notice_starts_on  # a notice of its own
    with later(60):
        tick()
    assert (fresh.status, court.challenge.status) == (A.CONFIRMED, ChallengeStatus.AWARDED)
    assert court.bids[1].status is BidStatus.NOT_AWARDED


def test_or_goes_on_with_fewer(court: Court, race: Evaluation) -> None:
    _one, two = on_notice(court, race)
    with pytest.raises(IllegalTransition), transaction():
        services.go_on_with_fewer(court.sponsor_actor, race)
    upheld(court, two)
    with later():
        tick()
        with transaction():
            services.go_on_with_fewer(court.sponsor_actor, race)
    assert court.challenge.status is ChallengeStatus.AWARDED
    with pytest.raises(IllegalTransition):
        choose(court, race, 2, reason="晚了")


def test_all_revoked_is_as_if_nobody_had_been_chosen(court: Court, race: Evaluation) -> None:
    for one in on_notice(court, race):
        upheld(court, one)
    assert choose(court, race, 2, reason="前两名被撤销")[0].slot == 1


def test_passing_over_is_explained_bid_by_bid(court: Court, race: Evaluation) -> None:
    with pytest.raises(GuardFailed) as failure:
        choose(court, race, 0, 2)
    assert list(failure.value.errors) == [f"reason_{court.bids[2].id}"]
    with pytest.raises(GuardFailed) as failure:
        choose(court, race, 1, 2)
    assert len(failure.value.errors) == 2
    for places in ((), (0, 0), (0, 1, 2)):
        with pytest.raises(GuardFailed):
            choose(court, race, *places)
    assert [one.reason for one in choose(court, race, 0, 2, reason="本地配套")] == ["本地配套"] * 2


def test_together_within_the_bounty_unless_in_words(court: Court, race: Evaluation) -> None:
    quotes = [services.quote_of(bid) for bid in court.bids]
    court.challenge.funding_amount = sum(quotes[:2]) - 1
    db.session.commit()
    with pytest.raises(GuardFailed) as failure:
        choose(court, race, 0, 1)
    assert list(failure.value.errors) == ["excess_reason"]
    lower = [Pick(court.bids[0].id), Pick(court.bids[1].id, amount=quotes[1] - 3)]
    with transaction():
        made = services.propose_awards(court.sponsor_actor, race, lower)
        services.publish_notice(court.staff, made[0])
    with later():
        tick()
    amounts = {one.award_id: one for one in db.session.scalars(db.select(Contract))}
    second = amounts[made[1].id]
    assert (amounts[made[0].id].amount, second.amount) == (quotes[0], quotes[1] - 3)
    assert sum(one.amount for one in second.milestones) == quotes[1] - 3


def test_a_larger_total_in_words(court: Court, race: Evaluation) -> None:
    court.challenge.funding_amount = WAN
    db.session.commit()
    assert len(choose(court, race, 0, 1, excess="两条路线都值得试")) == 2


def test_the_database_refuses_a_place_or_a_bid_twice(court: Court, race: Evaluation) -> None:
    choose(court, race, 0)
    for number, slot in ((court.bids[1].id, 1), (court.bids[0].id, 2), (court.bids[1].id, 6)):
        values = {"challenge_id": race.challenge_id, "evaluation_id": race.id, "rank": 2}
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(Award(public_id=f"WHG-{number}{slot}", bid_id=number, slot=slot, **values))


def test_a_standing_choice_is_not_undone_behind_its_back(court: Court, race: Evaluation) -> None:
    choose(court, race, 0)
    with pytest.raises(IllegalTransition), transaction():
        declare_unsuccessful(court.sponsor_actor, court.challenge, "都不合适")
    with pytest.raises(IllegalTransition), transaction():
        void_evaluation(court.staff, race, "重来")
    db.session.expire_all()
    assert court.challenge.status is ChallengeStatus.EVALUATING


def test_how_many_may_win_is_fixed_by_the_rules_and_at_publication(court: Court, race: Evaluation) -> None:
    court.challenge.max_awards = 4
    with pytest.raises(GuardFailed):
        race_is_allowed(court.challenge)
    court.challenge.status = ChallengeStatus.OPEN
    db.session.commit()
    with pytest.raises(GuardFailed) as failure, transaction():
        save_challenge(court.staff, court.challenge, {"max_awards": 3})
    assert "max_awards" in failure.value.errors


def test_the_pages(court: Court, race: Evaluation, client_as: ClientAs, client: FlaskClient) -> None:
    sponsor, choices = client_as(court.sponsor_actor), f"/notices/choose/{race.public_id}"
    ids = [bid.id for bid in court.bids]
    page = sponsor.get(choices).text
    assert (
        page.count('name="bid"') == page.count('type="checkbox" id="bid-') == 3 and f"amount_{ids[0]}" in page
    )
    refused = sponsor.post(choices, data={"bid": [ids[0], ids[2]], f"amount_{ids[0]}": "123.4"})
    assert (
        refused.status_code == 422
        and "123.4" in refused.text
        and all(f'value="{ids[n]}" checked' in refused.text for n in (0, 2))
    )
    done = sponsor.post(choices, data={"bid": [ids[0], ids[2]], f"reason_{ids[2]}": "路线不同"})
    assert done.status_code == 303
    one, two = db.session.scalars(db.select(Award).order_by(Award.slot)).all()
    client_as(court.staff).post(f"/notices/{one.public_id}/publish-notice", data={})
    for address in (f"/notices/{two.public_id}", f"/notices/{one.public_id}/print", "/notices/"):
        page = client.get(address).text
        assert "第一投标单位" in page and "第三投标单位" in page, address
        assert "第二投标单位" not in page
    assert "赛马制" in client.get(f"/challenges/{court.challenge.public_id}").text
    upheld(court, two)
    assert "第三投标单位" not in client.get("/notices/").text
    paper = client_as(court.staff).get(f"/notices/{two.public_id}/print").text
    assert "第三投标单位" in paper and "第一投标单位" not in paper  # revoked: on its own
    assert "不递补" in sponsor.get(choices).text
    assert client_as(court.staff).post(f"{choices}/fewer").status_code == 403
    assert sponsor.post(f"{choices}/fewer").status_code == 303
    assert not two.is_vacant
