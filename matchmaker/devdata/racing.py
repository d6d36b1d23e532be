"""The demo race in the middle of its first stage: both contracts run, one team has passed, the other is at work."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from werkzeug.datastructures import FileStorage

from matchmaker.contracts import services
from matchmaker.contracts.models import Contract
from matchmaker.devdata.people import author_of
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.organizations.models import Organization
from matchmaker.web.uploads import SavedUpload, save_upload

PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def run_race(contracts: list[Contract], started: date) -> None:
    """Sign them all; the first team's first milestone is accepted and its payment due."""
    for place, contract in enumerate(contracts):
        contract.starts_on = started
        contract.milestones[0].due_on = clock.today() + timedelta(days=20)
        sponsor, team = _actor(contract.sponsor), _actor(contract.contractor)
        services.request_signatures(sponsor, contract)
        for side in (sponsor, team):
            services.sign_contract(side, contract, "示例签字人", started, _scan("签字页（示例）.pdf"))
        first = contract.milestones[0]
        services.start_milestone(team, first)
        if place == 0:
            services.add_deliverable(team, first, _scan("侧线试验报告（示例）.pdf"))
            services.deliver_milestone(team, first, "侧线连续运行 30 天，数据见报告（示例）。")
            services.accept_milestone(sponsor, first)


def _actor(home: Organization) -> Actor:
    return Actor(user_id=author_of(home), organization_id=home.id, roles=frozenset())


def _scan(name: str) -> SavedUpload:
    return save_upload(FileStorage(BytesIO(PAGE), filename=name), "file")
