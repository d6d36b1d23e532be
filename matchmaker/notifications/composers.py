"""Which event becomes which mail: a table of occasions. The wording stands in ``templates/notifications/*.txt``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaker.accounts.models import AccountRole, User, user_role
from matchmaker.achievements import events as achievements
from matchmaker.achievements.models import Achievement
from matchmaker.challenges import events as challenges
from matchmaker.challenges.models import Challenge, ClarificationQuestion
from matchmaker.experts import events as experts
from matchmaker.experts.models import ContactRequest, Expert
from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent
from matchmaker.kernel.roles import STAFF_ROLES
from matchmaker.notifications.telling import Message, tell
from matchmaker.organizations import events as organizations
from matchmaker.organizations.models import Membership, Organization


@dataclass(frozen=True)
class Occasion:
    """One kind of mail: what it is about, to whom, under which subject, with which page to open."""

    model: type[Any]
    key: str
    recipients: Callable[[Any], Iterable[str]]
    subject: Any
    endpoint: str
    template: str


def members_of(organization_id: int | None) -> list[str]:
    """Addresses of all members of an organization."""
    query = select(User.email).join(Membership, Membership.user_id == User.id)
    return list(db.session.scalars(query.where(Membership.organization_id == organization_id, User.active)))


def staff(_subject: Any) -> list[str]:
    """Addresses of everybody who screens and verifies."""
    query = (
        select(User.email)
        .join(user_role, user_role.c.user_id == User.id)
        .join(AccountRole, AccountRole.id == user_role.c.role_id)
        .where(AccountRole.name.in_([role.value for role in STAFF_ROLES]), User.active)
    )
    return list(db.session.scalars(query.distinct()))


def author(expert: Expert) -> list[str]:
    """The expert's own account."""
    user = db.session.get(User, expert.user_id) if expert.user_id else None
    return [user.email] if user else []


def _challenge(subject: Any, template: str, to: Callable[[Any], Iterable[str]] | None = None) -> Occasion:
    own: Callable[[Any], Iterable[str]] = lambda c: members_of(c.sponsor_id)  # noqa: E731
    return Occasion(Challenge, "challenge_id", to or own, subject, "challenges.detail", template)


def _achievement(subject: Any, template: str, to: Callable[[Any], Iterable[str]] | None = None) -> Occasion:
    own: Callable[[Any], Iterable[str]] = lambda a: members_of(a.holder_id)  # noqa: E731
    return Occasion(Achievement, "achievement_id", to or own, subject, "achievements.detail", template)


def _expert(subject: Any, template: str, to: Callable[[Any], Iterable[str]] | None = None) -> Occasion:
    return Occasion(Expert, "expert_id", to or author, subject, "experts.detail", template)


def _organization(subject: Any, template: str, to: Callable[[Any], Iterable[str]] | None = None) -> Occasion:
    own: Callable[[Any], Iterable[str]] = lambda o: members_of(o.id)  # noqa: E731
    return Occasion(Organization, "organization_id", to or own, subject, "organizations.detail", template)


OCCASIONS: dict[type[DomainEvent], Occasion] = {
    challenges.ChallengeSubmitted: _challenge(_l("有新的需求待审核"), "submitted", staff),
    challenges.ChallengePublished: _challenge(_l("你的需求已发布"), "published"),
    challenges.ChallengeReturned: _challenge(_l("你的需求要补充后再提交"), "returned"),
    challenges.ChallengeOnNotice: _challenge(_l("你的需求通过论证，开始公示"), "on_notice"),
    challenges.ChallengeRejected: _challenge(_l("你的需求没有通过审核"), "rejected"),
    challenges.ChallengeExpiring: _challenge(_l("你的需求即将到期，请确认是否仍然有效"), "expiring"),
    challenges.ChallengeClosed: _challenge(_l("你的需求已截止"), "closed"),
    achievements.AchievementSubmitted: _achievement(_l("有新的成果待审核"), "submitted", staff),
    achievements.AchievementListed: _achievement(_l("你的成果已上架"), "published"),
    achievements.AchievementReturned: _achievement(_l("你的成果要补充后再提交"), "returned"),
    achievements.AchievementRejected: _achievement(_l("你的成果没有通过审核"), "rejected"),
    achievements.AchievementExpiring: _achievement(_l("你的成果即将到期，请确认是否仍然有效"), "expiring"),
    experts.ExpertSubmitted: _expert(_l("有新的专家档案待审核"), "submitted", staff),
    experts.ExpertListed: _expert(_l("你的专家档案已公开"), "published"),
    experts.ExpertReturned: _expert(_l("你的专家档案要补充后再提交"), "returned"),
    experts.ExpertRejected: _expert(_l("你的专家档案没有通过审核"), "rejected"),
    organizations.OrganizationSubmitted: _organization(_l("有新的机构待核验"), "submitted", staff),
    organizations.OrganizationVerified: _organization(_l("你的机构已通过核验"), "verified"),
    organizations.OrganizationBanned: _organization(_l("你的机构被登记失信"), "banned"),
    organizations.BanLifted: _organization(_l("你的机构的失信记录已解除"), "ban_lifted"),
    organizations.OrganizationRefused: _organization(_l("你的机构材料被退回"), "refused"),
}


def compose(event: DomainEvent) -> None:
    """Tell of an event, in the site's first language: the reader's choice is not stored."""
    occasion = OCCASIONS[type(event)]
    subject_row = db.session.get_one(occasion.model, getattr(event, occasion.key))
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template(
            f"notifications/{occasion.template}.txt",
            subject=subject_row,
            name=getattr(subject_row, "title", "") if occasion.key != "expert_id" else "",
            reason=getattr(event, "reason", ""),
        )
        page = {"public_id": subject_row.public_id}
        message = Message(str(occasion.subject), text, occasion.endpoint, page)
    tell(event, occasion.recipients(subject_row), message)


def compose_contact(event: experts.ExpertContacted) -> None:
    """Tell the expert, and staff when the profile has no account, that somebody wrote."""
    request = db.session.get_one(ContactRequest, event.request_id)
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template("notifications/contacted.txt", request=request)
        message = Message(str(_l("有人通过平台联系你")), text, "experts.mine")
    tell(event, author(request.expert) or staff(request.expert), message)


def compose_question(event: challenges.QuestionEvent) -> None:
    """Tell the sponsor of a question, and its asker of the answer; nobody learns who asked."""
    question = db.session.get_one(ClarificationQuestion, event.question_id)
    is_new = isinstance(event, challenges.QuestionAsked)
    page = {"public_id": question.challenge.public_id}
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template("notifications/question.txt", question=question, challenge=question.challenge)
        subject = str(_l("有揭榜方提问") if is_new else _l("你的提问有了答复"))
    unit = question.challenge.sponsor_id if is_new else question.asker_id
    tell(event, members_of(unit), Message(subject, text, "challenges.questions", page))
