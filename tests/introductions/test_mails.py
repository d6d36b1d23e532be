"""Who is told what, and that no mail holds a contact or a note."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.introductions import services
from matchmaker.introductions.vocabulary import ExitReason, IntroductionStatus
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery, Notification
from tests.factories.introductions import make_introduction
from tests.introductions.conftest import Desk


def told(desk: Desk, kind: str) -> set[str]:
    """Names of the actors with a message of this kind."""
    ids = set(db.session.scalars(select(Notification.user_id).where(Notification.kind == kind)))
    return {name for name, actor in desk.actors.items() if actor.user_id in ids}


def texts() -> Iterable[str]:
    return [*db.session.scalars(select(Notification.text)), *db.session.scalars(select(Delivery.text))]


def test_each_step_is_told(desk: Desk) -> None:
    one = make_introduction(IntroductionStatus.SUGGESTED, desk.challenge, desk.achievement)
    with transaction():
        services.write_note(desk["broker"], one, "内部记号")
        services.introduce(desk["broker"], one)
    assert told(desk, "ConsentAsked") == {"sponsor", "holder"}
    with transaction():
        services.agree(desk["sponsor"], one)
        one.answer_due_on = one.created_at.date()
        services.remind_due()
    assert told(desk, "SideAgreed") == {"broker"}
    assert told(desk, "ConsentDue") == {"holder"}
    with transaction():
        services.agree(desk["holder"], one)
    assert told(desk, "IntroductionEngaged") == {"sponsor", "holder", "broker"}
    assert texts()
    assert not [text for text in texts() if "0473-" in text or "内部记号" in text]


def test_a_refusal_names_its_reason(desk: Desk) -> None:
    one = make_introduction(
        IntroductionStatus.INTRODUCED, desk.challenge, desk.achievement, broker_id=desk["broker"].user_id
    )
    with transaction():
        services.decline(desk["holder"], one, ExitReason.KNOWN)
    assert told(desk, "IntroductionDeclined") == {"sponsor", "holder", "broker"}
    assert any("已有合作" in text for text in texts())
