"""Files of a contract: proofs of milestones and signed scans."""

from __future__ import annotations

import tempfile
from typing import Any

from flask import Response, request, send_file

from matchmaker.contracts.archive import write_archive
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.policy import ContractPermission, MilestonePermission
from matchmaker.contracts.queries import get
from matchmaker.contracts.views.blueprint import blueprint, load_contract, load_with_file
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import send_stored


@blueprint.get("/<public_id>/archive.zip")
@requires(ContractPermission.DESK, load_contract)
def archive(contract: Contract) -> Response:
    """The whole procedure as one zip, for staff; made in a file, not in memory."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    write_archive(contract, current_actor().name, target)
    target.seek(0)
    name = f"{contract.challenge.public_id}.zip"
    return send_file(target, "application/zip", as_attachment=True, download_name=name)


@blueprint.get("/<public_id>/milestones/<int:number>/files/<int:file>")
@requires(MilestonePermission.READ, load_with_file)
def deliverable(milestone: Milestone) -> Any:
    number = int((request.view_args or {})["file"])
    return send_stored(next(one for one in milestone.deliverables if one.id == number))


def load_signed(actor: Actor, public_id: str, number: int) -> Contract:
    """The contract, when it has this signature."""
    contract = get(actor, public_id)
    if not any(one.id == number for one in contract.signatures):
        raise NotFound
    return contract


@blueprint.get("/<public_id>/signatures/<int:number>")
@requires(ContractPermission.READ, load_signed)
def signature(contract: Contract) -> Any:
    number = int((request.view_args or {})["number"])
    return send_stored(next(one for one in contract.signatures if one.id == number))
