"""Writes the demo world into an empty database: accounts, organizations, and items in every state.

Rows are written directly in their state, as if the procedure had been gone through on the days the files say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from matchmaker.accounts.models import User
from matchmaker.accounts.services import create_account
from matchmaker.achievements.models import Achievement, AchievementIndicator, IntellectualProperty
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.awards.models import Award
from matchmaker.bids.models import Bid
from matchmaker.brokers.models import Broker
from matchmaker.calls.models import Call, RulesVersion
from matchmaker.calls.rules import CallRules
from matchmaker.challenges.models import Challenge, ChallengeIndicator
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus
from matchmaker.devdata.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from matchmaker.devdata.bidding import load_assessments, load_bidding
from matchmaker.devdata.brokering import load_brokers
from matchmaker.devdata.rows import columns_of
from matchmaker.devdata.world_files import entries
from matchmaker.evaluations.models import Evaluation
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.numbering import next_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations.models import Membership, Organization, OrganizationStatus
from matchmaker.search.services import load_defaults

Say = Callable[[str], None]
JUDGED_AFTER = timedelta(days=2)  # between handing in and publication in the demo world


class WorldExists(Exception):
    """There are accounts already; nothing is touched."""


def load_world(say: Say) -> None:
    """Load everything in one transaction; raises `WorldExists` when the database is not empty."""
    with transaction():
        if db.session.scalar(select(User.id).limit(1)) is not None:
            raise WorldExists
        load_defaults()
        organizations = {e["key"]: _organization(e) for e in entries("organizations")}
        db.session.flush()
        say(f"{len(organizations)} 个机构")
        people = _accounts(organizations)
        say(f"{len(people)} 个账号")
        for kind, make in (("experts", _expert), ("achievements", _achievement), ("challenges", _challenge)):
            made = [make(entry, organizations) for entry in entries(kind)]
            db.session.add_all(made)
            db.session.flush()
            say(f"{len(made)} 条 {kind}")
        say(f"{len([_call(entry) for entry in entries('calls')])} 次征集")
        _claim_profile(people)
        say(f"{load_brokers(people)} 位技术经纪人")
        say(f"{load_bidding(organizations)} 份投标，{load_assessments()} 项论证")
        _record_beginnings()


def _organization(entry: dict[str, Any]) -> Organization:
    status = OrganizationStatus(entry["status"])
    number = next_number("organization")
    organization = Organization(
        **columns_of(
            Organization,
            entry,
            public_id=f"ORG-{number:04d}",
            anonymous_code=entry.get("anonymous_code") or f"N-{number:03d}",
            submitted_at=None if status is OrganizationStatus.UNVERIFIED else clock.now() - JUDGED_AFTER,
            verified_at=clock.now() if status is OrganizationStatus.VERIFIED else None,
        )
    )
    db.session.add(organization)
    return organization


def _accounts(organizations: dict[str, Organization]) -> dict[str, User]:
    people = {}
    for account in DEMO_ACCOUNTS:
        user = create_account(SYSTEM, account.email, DEMO_PASSWORD, str(account.name), account.roles)
        people[account.email] = user
        if account.organization:
            home = organizations.get(account.organization)
            if home is None:
                continue
            home.memberships.append(Membership(user_id=user.id, is_owner=account.is_owner))
    db.session.flush()
    return people


def _number(letter: str, series: str) -> str:
    year = clock.today().year
    return f"{current_app.config['NUMBER_PREFIX']}{letter}-{year}-{next_number(f'{series}-{year}'):04d}"


def _rows(model: type[Any], entries_of_item: list[dict[str, Any]] | None) -> list[Any]:
    return [
        model(**columns_of(model, _texts(row), position=n)) for n, row in enumerate(entries_of_item or [])
    ]


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    """A row as its columns want it: text where text is kept, the one value of ≤ in its place."""
    if row.get("operator") in ("le", "lt") and "value_low" not in row:
        row = {
            **row,
            "value_low": row.get("value_high"),
            "value_high": None,
        }  # one-value operators keep it in value_low
    textual = {"present_value", "baseline_value", "value_text", "application_number", "publication_number"}
    return {key: str(value) if key in textual and value is not None else value for key, value in row.items()}


def _judged(entry: dict[str, Any], values: dict[str, Any], never_submitted: bool) -> dict[str, Any]:
    """When it was handed in: some days before it was published, or lately."""
    if never_submitted:
        return values
    submitted = (values.get("published_at") or clock.now()) - JUDGED_AFTER
    return values | {"submitted_at": submitted, "created_at": submitted - JUDGED_AFTER}


def _challenge(entry: dict[str, Any], organizations: dict[str, Organization]) -> Challenge:
    status = ChallengeStatus(entry["status"])
    values = columns_of(
        Challenge, entry, sponsor_id=organizations[entry["sponsor"]].id, public_id=_number("", "challenge")
    )
    if status in PUBLISHED:
        values.setdefault("published_at", clock.now() - timedelta(days=30))
        values.setdefault("expires_on", clock.today() + timedelta(days=150))
        values.setdefault("deadline_at", clock.now() + timedelta(days=60))
        values.setdefault("confirmed_on", clock.today())
    if status in PUBLISHED and status is not ChallengeStatus.OPEN:
        values.setdefault("closed_at", min(clock.now(), values["deadline_at"]))
    values = _judged(entry, values, status is ChallengeStatus.DRAFT)
    return Challenge(
        **values, is_declared_open=True, indicators=_rows(ChallengeIndicator, entry.get("indicators"))
    )


def _achievement(entry: dict[str, Any], organizations: dict[str, Organization]) -> Achievement:
    status = AchievementStatus(entry["status"])
    values = columns_of(
        Achievement, entry, holder_id=organizations[entry["holder"]].id, public_id=_number("C", "achievement")
    )
    if status is AchievementStatus.LISTED:
        values.setdefault("published_at", clock.now() - timedelta(days=30))
        values.setdefault("expires_on", clock.today() + timedelta(days=150))
        values.setdefault("confirmed_on", clock.today())
    values = _judged(entry, values, status is AchievementStatus.DRAFT)
    return Achievement(
        **values,
        is_declared_open=True,
        indicators=_rows(AchievementIndicator, entry.get("indicators")),
        rights=_rows(IntellectualProperty, entry.get("intellectual_property")),
    )


def _expert(entry: dict[str, Any], organizations: dict[str, Organization]) -> Expert:
    status = ExpertStatus(entry["status"])
    home = organizations.get(entry.get("organization", ""))
    values = columns_of(
        Expert, entry, organization_id=home.id if home else None, public_id=_number("E", "expert")
    )
    if status in (ExpertStatus.LISTED, ExpertStatus.HIDDEN):
        values.setdefault("published_at", clock.now() - timedelta(days=30))
        values.setdefault("confirmed_on", clock.today())
    return Expert(**_judged(entry, values, status is ExpertStatus.DRAFT))


def _call(entry: dict[str, Any]) -> Call:
    rules = CallRules.from_json(entry.get("rules", {}))
    year = clock.today().year
    public_id = f"{current_app.config['NUMBER_PREFIX']}Z-{year}-{next_number(f'call-{year}'):02d}"
    version = RulesVersion(values=rules.to_json())
    call = Call(**columns_of(Call, entry, public_id=public_id, rules_version=version))
    db.session.add(call)
    titles = [need["title"] for need in entries("challenges") if need["key"] in entry.get("needs", ())]
    for challenge in db.session.scalars(select(Challenge).where(Challenge.title.in_(titles))):
        challenge.call = call
    db.session.flush()
    return call


def _claim_profile(people: dict[str, User]) -> None:
    """The demo expert owns the first listed profile of the own institute."""
    user = people["expert@demo.example"]
    home = db.session.scalar(select(Membership.organization_id).where(Membership.user_id == user.id))
    query = select(Expert).where(Expert.organization_id == home, Expert.status == ExpertStatus.LISTED)
    profile = db.session.scalar(query.order_by(Expert.id).limit(1))
    if profile is not None:
        profile.user_id = user.id


def _record_beginnings() -> None:
    """One line in every trail, so that the pages' timelines say where the rows come from."""
    for kind, model in (
        ("challenge", Challenge),
        ("achievement", Achievement),
        ("expert", Expert),
        ("broker", Broker),
        ("organization", Organization),
        ("call", Call),
        ("bid", Bid),
        ("evaluation", Evaluation),
        ("award", Award),
    ):
        for number, status in db.session.execute(select(model.id, model.status)):
            audit.record(kind, number, "import", SYSTEM, after=status, note="示例数据")
