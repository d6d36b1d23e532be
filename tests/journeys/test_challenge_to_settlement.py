"""The whole procedure through pages, with all its people; and each way it may end otherwise."""

from __future__ import annotations

import re

from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.models import Contract
from matchmaker.contracts.vocabulary import ContractStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock
from matchmaker.lifecycle.schedule import tick
from tests.journeys.conftest import City


def statuses(challenge_id: int) -> list[BidStatus]:
    query = db.select(Bid).where(Bid.challenge_id == challenge_id).order_by(Bid.submitted_at, Bid.id)
    return [one.status for one in db.session.scalars(query)]


def two_bids(city: City) -> tuple[Challenge, str, str]:
    """A consortium with 300 万元 and a rival with 280 万元, handed in and, after the deadline, found eligible."""
    challenge = city.challenge()
    first = city.bid("lead", challenge, "99.97", "300")
    city.post("lead", f"{first}/members", credit_code=city.partner[0].credit_code, division="负责膜材料")
    city.post("lead", f"{first}/submit", expect=422)  # the partner has not confirmed
    city.post("partner", f"{first}/confirm-membership")
    city.post("lead", f"{first}/submit")
    second = city.bid("rival", challenge, "99.0", "280")
    refused = city.post("rival", f"{second}/submit", expect=422)
    assert "请勾选确认" in refused
    city.post("rival", f"{second}/submit", accepts_shortfall="y")
    assert "投标还封存着" in city.get("staff", f"/bids/of/{challenge.public_id}")
    city.close(challenge)
    for bid in (first, second):
        assert "膜法脱水" in city.get("sponsor", bid)
        city.post("staff", f"{bid}/confirm-eligibility")
    return challenge, first, second


def test_from_challenge_to_settlement(city: City) -> None:
    challenge, first, _second = two_bids(city)
    evaluation = city.evaluate(challenge, 9, 7)
    ranking = city.get("sponsor", evaluation)
    assert ranking.index("90.00") < ranking.index("70.00")
    chosen = re.findall(
        r'name="bid" value="(\d+)"', city.get("sponsor", f"/notices/choose/{evaluation.split('/')[-1]}")
    )
    city.post("sponsor", f"/notices/choose/{evaluation.split('/')[-1]}", bid=chosen[0])
    notice = re.findall(r"/notices/WHG-\w+", city.get("staff", evaluation))[0]
    city.post("staff", f"{notice}/publish-notice")
    assert "牵头单位" in city.get("public", notice)
    city.days(12)
    tick()
    assert statuses(challenge.id) == [BidStatus.AWARDED, BidStatus.NOT_AWARDED]
    assert "中榜" in city.get("partner", first)

    contract = db.session.scalars(db.select(Contract)).one()
    base = f"/contracts/{contract.public_id}"
    today = clock.today().isoformat()
    step = contract.milestones[0]
    city.post(
        "lead", f"{base}/edit", kind="joint_development", starts_on=today, ends_on=step.due_on.isoformat(),
        ip_terms="双方共有", pledge="保证完成",
        **{"milestones-0-title": "中试", "milestones-0-due_on": step.due_on.isoformat(), "milestones-0-amount": "300"},
    )  # fmt: skip
    city.post("sponsor", f"{base}/request-signatures")
    for who in ("sponsor", "lead"):
        city.post(who, f"{base}/sign", signer_name="示例签字人", signed_on=today, **city.pdf())
    db.session.refresh(contract)
    at = f"{base}/milestones/{contract.milestones[0].id}"
    city.post("lead", f"{at}/start")
    city.post("lead", f"{at}/files", **city.pdf())
    city.post("lead", f"{at}/deliver", report="中试完成")
    city.post("sponsor", f"{at}/request-rework", note="补第三方检测")
    city.post("lead", f"{at}/deliver", report="已补检测报告")
    city.post("sponsor", f"{at}/accept")
    money = f"{base}/payments/{contract.milestones[0].id}"
    city.post("lead", f"{money}/invoice", invoice_number="FP-1")
    city.post("sponsor", f"{money}/record-payment", paid_on=today)
    measured = {f"measured-{n}-value": v for n, v in enumerate(("99.97", "28", "5300"))}
    city.post("sponsor", f"{base}/measurements", **measured)
    city.post("lead", f"{base}/register", number="2026150300000001")
    city.post("sponsor", f"{base}/complete")
    db.session.refresh(contract)
    assert (contract.status, challenge.status) == (ContractStatus.COMPLETED, ChallengeStatus.AWARDED)
    assert "已付 100%" in city.get("lead", base)
    assert not audit_chain.verify().faults


def test_rejected_at_the_screening(city: City) -> None:
    """驳回: final, with a reason the sponsor reads."""
    challenge = city.submitted()
    base = f"/challenges/{challenge.public_id}"
    city.post("staff", f"{base}/reject", expect=422, note="")
    city.post("staff", f"{base}/reject", note="企业自己能解决")
    assert "企业自己能解决" in city.get("sponsor", base)
    city.post("staff", f"{base}/publish", expect=409)
    assert city.web["public"].get(base).status_code == 404


def test_withdrawn_with_bids(city: City) -> None:
    """撤榜: every team is told, nothing is opened."""
    challenge = city.challenge()
    bid = city.bid("rival", challenge, "99.99", "200")
    city.post("rival", f"{bid}/submit")
    city.post("sponsor", f"/challenges/{challenge.public_id}/withdraw", note="项目取消")
    assert statuses(challenge.id) == [BidStatus.LAPSED]
    assert "发榜方已撤榜" in city.get("rival", bid)
    assert city.web["staff"].get(bid).status_code == 404


def test_nobody_chosen(city: City) -> None:
    """流榜."""
    challenge, first, _second = two_bids(city)
    city.evaluate(challenge, 5, 4)
    city.post("sponsor", f"/challenges/{challenge.public_id}/declare-unsuccessful", note="报价都超预算")
    assert statuses(challenge.id) == [BidStatus.NOT_AWARDED, BidStatus.NOT_AWARDED]
    assert "流榜" in city.get("lead", first)
    assert "流榜" in city.get("public", f"/challenges/{challenge.public_id}")


def award(city: City) -> tuple[Challenge, str, str, list[str]]:
    """Chosen and on notice: challenge, number of the evaluation, address of the notice, numbers of the bids by rank."""
    challenge, _first, _second = two_bids(city)
    evaluation = city.evaluate(challenge, 9, 7).split("/")[-1]
    chosen = re.findall(r'name="bid" value="(\d+)"', city.get("sponsor", f"/notices/choose/{evaluation}"))
    city.post("sponsor", f"/notices/choose/{evaluation}", bid=chosen[0])
    notice = re.findall(r"/notices/WHG-\w+", city.get("staff", f"/evaluations/{evaluation}"))[0]
    city.post("staff", f"{notice}/publish-notice")
    return challenge, evaluation, notice, chosen


def test_objection_stops_award(city: City) -> None:
    """异议成立: the award falls, the sponsor chooses the second."""
    challenge, evaluation, notice, chosen = award(city)
    city.post(
        "citizen", f"{notice}/object", name="示例", contact="0473", text="检测报告不实", evidence="报告编号 1"
    )
    city.days(30)
    tick()
    assert statuses(challenge.id) == [BidStatus.ELIGIBLE, BidStatus.ELIGIBLE]  # the clock stands still
    objection = re.findall(r"/notices/objections/WHY-\w+", city.get("staff", "/notices/objections"))[0]
    city.post("staff", f"{objection}/decide", verdict="uphold", reply="确有不实")
    assert city.web["public"].get(notice).status_code == 404
    choose = f"/notices/choose/{evaluation}"
    city.post("sponsor", choose, bid=chosen[1], reason="第一名被撤销")
    again = re.findall(r"/notices/WHG-\w+", city.get("staff", f"/evaluations/{evaluation}"))[0]
    assert "2027" in city.post(
        "staff", f"{again}/publish-notice", expect=422
    )  # that year's holidays are not known
    city.post("staff", "/calls/calendar/2027", days="2027-02-05 至 2027-02-11 休")
    city.post("staff", f"{again}/publish-notice")
    city.days(12)
    tick()
    assert statuses(challenge.id) == [BidStatus.NOT_AWARDED, BidStatus.AWARDED]


def test_contract_ends_after_two_failed_checks(city: City) -> None:
    """终止."""
    award(city)
    city.days(12)
    tick()
    contract = db.session.scalars(db.select(Contract)).one()
    base, today = f"/contracts/{contract.public_id}", clock.today().isoformat()
    step = contract.milestones[0]
    city.post(
        "lead", f"{base}/edit", kind="joint_development", starts_on=today, ends_on=step.due_on.isoformat(),
        ip_terms="共有", pledge="保证完成",
        **{"milestones-0-title": "中试", "milestones-0-due_on": step.due_on.isoformat(), "milestones-0-amount": "300"},
    )  # fmt: skip
    city.post("lead", f"{base}/request-signatures")
    for who in ("sponsor", "lead"):
        city.post(who, f"{base}/sign", signer_name="示例", signed_on=today, **city.pdf())
    db.session.refresh(contract)
    at = f"{base}/milestones/{contract.milestones[0].id}"
    city.post("lead", f"{at}/start")
    city.post("lead", f"{at}/files", **city.pdf())
    for _n in range(2):
        city.post("lead", f"{at}/deliver", report="请考核")
        city.post("sponsor", f"{at}/request-rework", note="不达标")
    db.session.refresh(contract)
    assert contract.status is ContractStatus.TERMINATED
    assert "2 次不通过" in city.get("lead", base)
    city.post("lead", f"{at}/deliver", expect=403, report="再来")
