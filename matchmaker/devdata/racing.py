"""The demo race in the middle of its first stage: both contracts run, one team has passed, the other is at work."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from werkzeug.datastructures import FileStorage

from matchmaker.contracts.models import Contract, Settlement, Signature
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus
from matchmaker.devdata.people import author_of
from matchmaker.kernel import clock
from matchmaker.organizations.models import Organization
from matchmaker.web.uploads import save_upload

SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def run_race(contracts: list[Contract], started: date) -> None:
    """Sign them all; the first team's first milestone is accepted and its payment due."""
    for place, contract in enumerate(contracts):
        contract.status, contract.signed_on = ContractStatus.ACTIVE, started
        contract.starts_on = started
        for side in (contract.sponsor, contract.contractor):
            contract.signatures.append(_signature(side, started))
        first = contract.milestones[0]
        first.due_on = clock.today() + timedelta(days=20)
        if place:
            first.status = MilestoneStatus.IN_PROGRESS
            continue
        first.status, first.report = MilestoneStatus.ACCEPTED, "侧线连续运行 30 天，数据见报告（示例）。"
        first.delivered_at, first.accepted_at = clock.now() - timedelta(days=6), clock.now()
        first.settlement = Settlement(amount=first.amount)


def _signature(side: Organization, day: date) -> Signature:
    scan = save_upload(FileStorage(BytesIO(SCAN), filename="签字页（示例）.pdf"), "file")
    return Signature(
        organization=side,
        signer_name="示例签字人",
        signed_on=day,
        recorded_by_id=author_of(side),
        **scan.as_columns(),
    )
