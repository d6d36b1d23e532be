"""Questions of bidders: every state with every action, the cut-off, and that nobody learns who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.calls.rules import CallRules
from matchmaker.challenges import queries, services
from matchmaker.challenges.models import Challenge, ClarificationQuestion
from matchmaker.challenges.questions import (
    POLICY,
    WORKFLOW,
    QuestionPermission,
    ask_until,
    takes_questions,
    visible_to,
)
from matchmaker.challenges.vocabulary import (
    MOST_WAITING_QUESTIONS,
    PUBLISHED,
    ChallengeStatus,
    QuestionStatus,
)
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from matchmaker.organizations.models import Membership, Organization
from tests.factories.accounts import make_user
from tests.factories.calls import make_call
from tests.factories.challenges import make_challenge
from tests.factories.organizations import make_organization
from tests.support.people import actor_with
from tests.support.queries import count_queries

S, P = QuestionStatus, QuestionPermission
ClientAs = Callable[[Actor], FlaskClient]
MARK = "暗号单位甲乙丙（示例）"
TABLE = {"answer": S.ANSWERED, "decline": S.DECLINED, "take_back": S.TAKEN_BACK}


@pytest.fixture
def challenge(sponsor_org: Organization) -> Challenge:
    return make_challenge(sponsor=sponsor_org)


@pytest.fixture
def asker(app: Any) -> Actor:
    """A member of an organization whose name would be noticed anywhere."""
    user = make_user(name="暗号提问人")
    home = make_organization(name=MARK)
    home.memberships.append(Membership(user_id=user.id))
    db.session.commit()
    return Actor(user.id, home.id, frozenset({Role.RESEARCHER}), name="暗号提问人")


@pytest.fixture
def everyone(actors: dict[str, Actor], asker: Actor) -> dict[str, Actor]:
    return {**actors, "asker": asker}


def make_question(
    challenge: Challenge, asker: Actor, status: S = S.ASKED, **values: Any
) -> ClarificationQuestion:
    answered = {"answer": "可以提供蒸汽。", "answered_at": clock.now()} if status is S.ANSWERED else {}
    fields = {"text": "能否提供 0.8 MPa 蒸汽？"} | answered | values
    question = ClarificationQuestion(
        challenge_id=challenge.id,
        asker_id=asker.organization_id,
        asked_by_id=asker.user_id,
        status=status,
        **fields,
    )
    db.session.add(question)
    db.session.commit()
    return question


def allowed(permission: P, status: S, is_published: bool) -> set[str]:
    """The table once more, written from the rules."""
    judges = {"sponsor", "staff", "operator", "system"}
    everybody = judges | {"asker", "anonymous", "other", "loner", "broker"}
    if permission is P.READ:
        if status is S.ANSWERED and is_published:
            return everybody
        return {"asker"} | (set() if status is S.TAKEN_BACK else judges)
    return {P.ANSWER: judges, P.TAKE_BACK: {"asker"}}[permission]


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("of", [ChallengeStatus.OPEN, ChallengeStatus.WITHDRAWN])
def test_matrix(
    everyone: dict[str, Actor], sponsor_org: Organization, asker: Actor, status: S, of: Any
) -> None:
    question = make_question(make_challenge(of, sponsor=sponsor_org), asker, status)
    for permission in (P.READ, P.ANSWER, P.TAKE_BACK):
        found = {name for name, actor in everyone.items() if POLICY.can(actor, permission, question)}
        assert found == allowed(permission, status, of in PUBLISHED), permission
    assert set(POLICY.table) == set(P)


@pytest.mark.parametrize("status", ChallengeStatus)
def test_who_may_ask(everyone: dict[str, Actor], sponsor_org: Organization, status: ChallengeStatus) -> None:
    row = make_challenge(status, sponsor=sponsor_org)
    found = {name for name, actor in everyone.items() if POLICY.can(actor, P.ASK, row)}
    assert found == ({"other", "asker"} if status is ChallengeStatus.OPEN else set())


def test_visible_to_equals_can_read(
    everyone: dict[str, Actor], sponsor_org: Organization, asker: Actor
) -> None:
    rows = [
        make_question(make_challenge(of, sponsor=sponsor_org), asker, status)
        for of in (ChallengeStatus.OPEN, ChallengeStatus.CLOSED, ChallengeStatus.WITHDRAWN)
        for status in S
    ]
    for name, actor in everyone.items():
        query = select(ClarificationQuestion).join(Challenge).where(visible_to(actor))
        by_query = {row.id for row in db.session.scalars(query)}
        assert by_query == {row.id for row in rows if POLICY.can(actor, P.READ, row)}, name


@pytest.mark.parametrize("action", TABLE)
@pytest.mark.parametrize("status", S)
def test_every_state_and_action(
    everyone: dict[str, Actor], challenge: Challenge, asker: Actor, status: S, action: str
) -> None:
    question, who = make_question(challenge, asker, status), "asker" if action == "take_back" else "sponsor"
    run: dict[str, Callable[[Actor], None]] = {
        "answer": lambda actor: services.answer_question(actor, question, "可以。"),
        "decline": lambda actor: services.decline_question(actor, question, "与本题无关。"),
        "take_back": lambda actor: services.take_back_question(actor, question),
    }
    for name in {"anonymous", "other", "loner", "broker"} | ({"asker"} - {who}):
        with pytest.raises(PermissionDenied), transaction():
            run[action](everyone[name])
    if status is not S.ASKED:
        with pytest.raises(IllegalTransition), transaction():
            run[action](everyone[who])
        assert question.status is status
        return
    with transaction():
        run[action](everyone[who])
    assert question.status is TABLE[action]
    assert {t.action for t in WORKFLOW.transitions} == set(TABLE)


def test_the_cut_off_follows_the_rules_of_the_call(
    sponsor_org: Organization, challenge: Challenge, other: Actor
) -> None:
    assert ask_until(challenge) == challenge.deadline_at - timedelta(days=5)
    call = make_call(rules=CallRules(question_cutoff_days=10))
    in_call = make_challenge(sponsor=sponsor_org, call_id=call.id)
    until = ask_until(in_call)
    assert until == in_call.deadline_at - timedelta(days=10)
    with clock.frozen(until - timedelta(seconds=1)), transaction():
        services.ask_question(other, in_call, "还来得及吗？")
    with clock.frozen(until):
        assert not takes_questions(in_call)
        with pytest.raises(GuardFailed) as refusal, transaction():
            services.ask_question(other, in_call, "还来得及吗？")
    assert "截止" in refusal.value.errors["text"]


@pytest.mark.parametrize(
    "text", ["  ", "长" * 501, "请打 13912345678", "写信给 a@demo.example", "本项目属涉密项目"]
)
def test_what_is_not_taken(challenge: Challenge, other: Actor, text: str) -> None:
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.ask_question(other, challenge, text)
    assert set(refusal.value.errors) == {"text"}
    assert db.session.scalars(select(ClarificationQuestion)).all() == []


def test_a_double_click_asks_once(client_as: ClientAs, challenge: Challenge, asker: Actor) -> None:
    own, at = client_as(asker), f"/challenges/{challenge.public_id}/questions"
    for _click in range(2):
        assert own.post(at, data={"text": "能否提供蒸汽？"}).status_code == 303
    assert len(db.session.scalars(select(ClarificationQuestion)).all()) == 1


def test_at_most_so_many_wait(challenge: Challenge, other: Actor, asker: Actor) -> None:
    for _n in range(MOST_WAITING_QUESTIONS):
        make_question(challenge, other)
    with pytest.raises(GuardFailed), transaction():
        services.ask_question(other, challenge, "第六个问题？")
    with transaction():
        services.ask_question(asker, challenge, "别的单位不受影响？")


def test_nobody_learns_who_asked(
    client_as: ClientAs, everyone: dict[str, Actor], challenge: Challenge, asker: Actor
) -> None:
    own = client_as(asker)
    at = f"/challenges/{challenge.public_id}"
    assert own.post(f"{at}/questions", data={"text": "能否提供蒸汽？"}).status_code == 303
    waiting = db.session.scalar(select(ClarificationQuestion))
    pages = [
        at,
        f"{at}/questions",
        f"{at}/screening",
        f"{at}/print",
        "/challenges/desk",
        "/challenges/mine",
        "/challenges/board.csv",
    ]
    for moment in ("waiting", "answered"):
        for name, actor in everyone.items():
            if actor.is_system:
                continue
            texts = {page: client_as(actor).get(page).text for page in pages}
            found = [
                page
                for page, text in texts.items()
                if MARK in text or (name != "asker" and "暗号提问人" in text)
            ]
            assert found == [], (moment, name)
            is_read = "能否提供蒸汽" in texts[f"{at}/questions"]
            assert is_read == (moment == "answered" or name in {"asker", "sponsor", "staff", "operator"}), (
                name
            )
        if moment == "waiting":
            with transaction():
                services.answer_question(everyone["sponsor"], waiting, "能提供。")
    mails = db.session.scalars(select(Delivery)).all()
    assert {mail.kind for mail in mails} >= {"QuestionAnswered"}
    assert [mail for mail in mails if MARK in mail.text or "暗号提问人" in mail.text] == []


def test_the_answer_reaches_the_asker(challenge: Challenge, asker: Actor, staff: Actor) -> None:
    with transaction():
        question = services.ask_question(asker, challenge, "能否提供蒸汽？")
    with transaction():
        services.decline_question(staff, question, "与本题无关。")
    mail = db.session.scalars(select(Delivery).where(Delivery.kind == "QuestionDeclined")).one()
    assert "没有采纳" in mail.text
    assert f"/challenges/{challenge.public_id}/questions" in mail.text


def test_the_pages(
    client_as: ClientAs, client: FlaskClient, sponsor: Actor, asker: Actor, challenge: Challenge
) -> None:
    at = f"/challenges/{challenge.public_id}/questions"
    assert "还没有公开的问答" in client.get(at).text
    assert client.post(at, data={"text": "问题"}).status_code == 303  # to the sign-in page
    own, judge = client_as(asker), client_as(sponsor)
    refused = own.post(at, data={"text": "电话 13912345678 找我"})
    assert refused.status_code == 422
    assert "电话 13912345678 找我" in refused.text
    assert judge.post(at, data={"text": "自问自答"}).status_code == 403
    own.post(at, data={"text": "第一问？"})
    own.post(at, data={"text": "第二问？"})
    first, second = db.session.scalars(select(ClarificationQuestion).order_by(ClarificationQuestion.id)).all()
    assert "2 个问题在等你回答" in judge.get(f"/challenges/{challenge.public_id}").text
    empty = judge.post(f"{at}/{first.id}/answer", data={"answer": " "})
    assert (empty.status_code, "请写下回答" in empty.text) == (422, True)
    assert judge.post(f"{at}/{first.id}/answer", data={"answer": "能提供。"}).status_code == 303
    assert judge.post(f"{at}/{first.id}/answer", data={"answer": "又答一次。"}).status_code == 409
    assert "能提供。" in client.get(at).text
    assert (
        client_as(actor_with(Role.BROKER, None, 7))
        .post(f"{at}/{second.id}/answer", data={"answer": "x"})
        .status_code
        == 404
    )
    assert own.post(f"{at}/{second.id}/take-back").status_code == 303
    assert judge.post(f"{at}/{second.id}/answer", data={"answer": "x"}).status_code == 404
    other = make_challenge()
    assert client.get(f"/challenges/{other.public_id}/questions").status_code == 200
    assert (
        judge.post(
            f"/challenges/{other.public_id}/questions/{first.id}/answer", data={"answer": "x"}
        ).status_code
        == 404
    )


def test_what_waits_for_whom(
    client_as: ClientAs, sponsor: Actor, staff: Actor, asker: Actor, challenge: Challenge
) -> None:
    with clock.frozen(clock.now() - timedelta(days=6)):  # Wednesday of last week: four working days
        make_question(challenge, asker, text="等了很久的问题？")
    make_question(make_challenge(), asker, text="别家的问题？")
    make_question(make_challenge(ChallengeStatus.WITHDRAWN), asker, text="撤榜的问题？")
    make_question(challenge, asker, S.ANSWERED, text="答过的问题？")
    own = client_as(sponsor).get("/challenges/questions").text
    assert "等了很久的问题？" in own
    assert "4 个工作日" in own
    for words in ("别家的问题？", "撤榜的问题？", "答过的问题？", MARK):
        assert words not in own
    everything = client_as(staff).get("/challenges/questions").text
    assert "等了很久的问题？" in everything
    assert "别家的问题？" in everything
    assert "1 个提问在等回答" in client_as(sponsor).get("/challenges/mine").text
    assert "2 个提问在等回答" in client_as(staff).get("/challenges/desk").text
    assert "没有待回答的提问" in client_as(asker).get("/challenges/questions").text
    loner = actor_with(Role.RESEARCHER, None, make_user().id)
    assert "没有待回答的提问" in client_as(loner).get("/challenges/questions").text


def test_the_longest_wait_is_at_the_top(challenge: Challenge, sponsor: Actor, asker: Actor) -> None:
    answered = make_question(challenge, asker, S.ANSWERED)
    first, second = make_question(challenge, asker), make_question(challenge, asker)
    assert list(queries.questions(sponsor, challenge).items) == [first, second, answered]


def test_the_list_is_paged_and_asks_a_constant_number_of_questions(
    client: FlaskClient, challenge: Challenge, asker: Actor
) -> None:
    at = f"/challenges/{challenge.public_id}/questions"
    make_question(challenge, asker, S.ANSWERED)
    with count_queries() as few:
        client.get(at)
    for n in range(24):
        make_question(challenge, asker, S.ANSWERED, text=f"第 {n} 问？")
    with count_queries() as many:
        page = client.get(at).text
    assert len(many) == len(few)
    assert page.count("<article") == 20
    assert queries.questions(asker, challenge, 2).total == 25
