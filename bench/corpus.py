"""A database full of synthetic needs and achievements, for measuring. The texts are made here, none is borrowed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench.search import Texts
from matchmaker.achievements.models import Achievement, AchievementIndicator
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.challenges.models import Challenge, ChallengeIndicator, FundingKind
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.indicators.models import Operator
from matchmaker.kernel import clock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations.models import Organization, OrganizationKind, OrganizationStatus

DOMAINS = ("new_materials", "new_energy", "environment", "manufacturing", "electronics")
NAMES = ("水分", "纯度", "转化率", "处理能力", "能耗")
BATCH = 500


class Corpus:
    """Writes items straight into their state; texts share topics, so that matches exist."""

    def __init__(self, seed: int = 11) -> None:
        self.texts = Texts(seed)
        self.topics = [self.texts.text(14) for _ in range(400)]

    def organization(self, number: int = 1) -> Organization:
        """A verified organization; needs and offers want different ones, since nobody is recommended the own offer."""
        with transaction():
            home = Organization(
                public_id=f"ORG-BENCH-{number}", anonymous_code=f"E-90{number}", kind=OrganizationKind.ENTERPRISE,
                name="测量用企业（示例）", status=OrganizationStatus.VERIFIED, verified_at=clock.now(),
                submitted_at=clock.now(),
            )  # fmt: skip
            db.session.add(home)
        return home

    def achievements(self, count: int, holder_id: int) -> None:
        for start in range(0, count, BATCH):
            with transaction():
                db.session.add_all(
                    self._achievement(n, holder_id) for n in range(start, min(count, start + BATCH))
                )
            db.session.expunge_all()

    def _words(self, number: int) -> dict[str, Any]:
        topic = self.topics[number % len(self.topics)]
        return {
            "title": (topic[:24] + self.texts.text(3))[:80],
            "summary": (topic + self.texts.text(12))[:300],
            "keywords": [topic[:4], topic[4:8]],
            "domain_code": DOMAINS[number % len(DOMAINS)],
            "industry_code": "C2614",
            "region_code": "150302",
        }

    def _achievement(self, number: int, holder_id: int) -> Achievement:
        topic = self.topics[number % len(self.topics)]
        return Achievement(
            **self._words(number), public_id=f"WHC-B-{number:06d}", holder_id=holder_id, status=AchievementStatus.LISTED,
            description=(topic + self.texts.text(70))[:900], trl=3 + number % 7, published_at=clock.now(),
            submitted_at=clock.now(), confirmed_on=clock.today(), expires_on=clock.today() + timedelta(days=180),
            indicators=[AchievementIndicator(**self._figure(number, n)) for n in range(3)],
        )  # fmt: skip

    def _figure(self, number: int, place: int) -> dict[str, Any]:
        return {
            "name": NAMES[(number + place) % len(NAMES)], "operator": Operator.GE, "value_low": float(90 + number % 10),
            "unit": "%", "position": place,
        }  # fmt: skip

    def challenge(self, number: int, sponsor_id: int) -> Challenge:
        """A complete need waiting for its screening."""
        topic = self.topics[number % len(self.topics)]
        return Challenge(
            **self._words(number), public_id=f"WH-B-{number:06d}", sponsor_id=sponsor_id, status=ChallengeStatus.SCREENING,
            problem=(topic + self.texts.text(60))[:900], funding_kind=FundingKind.NEGOTIABLE, trl_required=6,
            deadline_at=clock.now() + timedelta(days=60), ends_on=clock.today() + timedelta(days=400),
            cooperation_modes=["joint_development"], ip_ownership="joint", contact_name="示例", contact_phone="0473-1",
            submitted_at=clock.now(), is_declared_open=True,
            indicators=[ChallengeIndicator(**self._figure(number, n), is_must=True) for n in range(3)],
        )  # fmt: skip
