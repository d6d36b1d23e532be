"""The whole procedure of one challenge as a zip that opens without the site: documents, data, trail, hashes.

``manifest.sha256`` has one line per file as `sha256sum -c` reads it. ``trail.json`` holds the entries with their places
and hashes in the audit chain, so that anybody with the head of the chain can check them.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from flask import current_app, render_template
from sqlalchemy import and_, or_, select

from matchmaker.awards.models import Award
from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid
from matchmaker.bids.reading import handed_in_bytes, read_file
from matchmaker.contracts.document import contract_document
from matchmaker.contracts.models import Contract
from matchmaker.contracts.schedule import measured_rows, sums
from matchmaker.evaluations.models import Evaluation, ScoreSheet
from matchmaker.evaluations.queries import ranking
from matchmaker.evaluations.report import report_document
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.audit import AuditEntry

Part = tuple[str, bytes]


def write_archive(contract: Contract, reader: str, target: IO[bytes]) -> None:
    """Everything about this contract's challenge; bids that were opened are in it in clear, so it is for staff."""
    digests: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _parts(contract, reader):
            archive.writestr(name, data)
            digests.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        archive.writestr("manifest.sha256", "".join(digests))


def _parts(contract: Contract, reader: str) -> Iterator[Part]:
    bids, evaluations, awards, contracts = _subjects(contract)
    page = render_template(
        "contracts/archive.html", contract=contract, bids=bids, evaluations=evaluations, awards=awards,
        sums=sums(contract), rows=measured_rows(contract), made_at=clock.now(), reader=reader,
    )  # fmt: skip
    yield "index.html", page.encode()
    yield "challenge.json", _json(_columns(contract.challenge))
    for bid in bids:
        yield from _of_bid(bid)
    for evaluation in evaluations:
        yield from _of_evaluation(evaluation, reader)
    for award in awards:
        told = _columns(award) | {"objections": [_columns(one) for one in award.objections]}
        yield f"awards/{award.public_id}.json", _json(told)
    for one in contracts:
        yield from _of_contract(one)
    yield "trail.json", _json(_trail(contract, bids, evaluations, awards, contracts))


def _subjects(contract: Contract) -> tuple[list[Bid], list[Evaluation], list[Award], list[Contract]]:
    number = contract.challenge_id

    def of(kind: Any) -> list[Any]:
        return list(db.session.scalars(select(kind).where(kind.challenge_id == number).order_by(kind.id)))

    opened = [bid for bid in of(Bid) if bid.opened_at is not None]
    return opened, of(Evaluation), of(Award), of(Contract)


def _of_bid(bid: Bid) -> Iterator[Part]:
    """The very bytes of the receipt, and the annexes."""
    folder, data = f"bids/{bid.public_id}", handed_in_bytes(bid)
    yield f"{folder}/content.json", data
    content = BidContent.from_bytes(data)
    for file in content.files:
        yield f"{folder}/{file.id}-{_plain(file.filename)}", read_file(bid, content, file.id)[1]


def _of_evaluation(evaluation: Evaluation, reader: str) -> Iterator[Part]:
    folder = f"evaluations/{evaluation.public_id}"
    if evaluation.result:
        yield f"{folder}/report.docx", report_document(evaluation, ranking(evaluation), reader)
    query = select(ScoreSheet).where(ScoreSheet.evaluation_id == evaluation.id).order_by(ScoreSheet.id)
    sheets = [_columns(sheet) for sheet in db.session.scalars(query)]
    panel = [_columns(one) | {"expert": one.expert.public_id} for one in evaluation.panelists]
    yield f"{folder}/sheets.json", _json(_columns(evaluation) | {"panel": panel, "sheets": sheets})


def _of_contract(contract: Contract) -> Iterator[Part]:
    folder = f"contracts/{contract.public_id}"
    yield f"{folder}/contract.docx", contract_document(contract)
    milestones = [
        _columns(one) | {"settlement": _columns(one.settlement) if one.settlement else None}
        for one in contract.milestones
    ]
    amendments = [_columns(one) for one in contract.amendments]
    yield (
        f"{folder}/contract.json",
        _json(_columns(contract) | {"milestones": milestones, "amendments": amendments}),
    )
    for signature in contract.signatures:
        yield from _stored(f"{folder}/signatures", signature)
    for milestone in contract.milestones:
        for file in milestone.deliverables:
            yield from _stored(f"{folder}/milestone-{milestone.position + 1}", file)


def _stored(folder: str, row: Any) -> Iterator[Part]:
    """An uploaded file; one whose bytes are gone is left out, its hash stands in the trail."""
    path = Path(current_app.config["DATA_DIR"], "uploads", *row.storage_key.split("/"))
    if path.is_file():
        yield f"{folder}/{row.id}-{_plain(row.filename)}", path.read_bytes()


def _plain(name: str) -> str:
    """A file name that every system can unpack."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)


def _columns(row: Any) -> dict[str, Any]:
    """The stored values that are no bytes: keys and ciphertexts stay where they are."""
    found = {
        column.key: getattr(row, column.key)
        for column in row.__mapper__.column_attrs
        if column.key not in SECRET
    }
    return {key: value for key, value in found.items() if not isinstance(value, bytes)}


SECRET = frozenset({"wrapped_key", "content_key", "sealed_draft", "sealed_content", "storage_key"})


def _trail(
    contract: Contract, bids: Iterable[Bid], evaluations: Iterable[Evaluation], awards: Iterable[Award],
    contracts: Iterable[Contract],
) -> list[dict[str, Any]]:  # fmt: skip
    """All entries about these objects in the order of the chain."""
    objections = [one for award in awards for one in award.objections]
    subjects: list[tuple[str, Iterable[Any]]] = [
        ("challenge", [contract.challenge]), ("bid", bids), ("evaluation", evaluations), ("award", awards),
        ("objection", objections), ("contract", contracts),
        ("amendment", [one for contract in contracts for one in contract.amendments]),
    ]  # fmt: skip
    about = [
        and_(AuditEntry.subject_type == kind, AuditEntry.subject_id.in_([row.id for row in rows]))
        for kind, rows in subjects
    ]
    query = select(AuditEntry).where(or_(*about)).order_by(AuditEntry.position)
    return [_columns(entry) for entry in db.session.scalars(query)]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
