"""For everybody: the directory and one profile."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from matchmaker.brokers import queries
from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import BrokerPermission
from matchmaker.brokers.views.blueprint import blueprint, load_broker
from matchmaker.brokers.vocabulary import ServiceKind
from matchmaker.kernel.pagination import page_number
from matchmaker.taxonomy.terms import terms_of
from matchmaker.web.security import public, requires
from matchmaker.web.uploads import send_stored


@blueprint.get("/")
@public
def board() -> str:
    wanted = queries.BrokerFilter.of(request.args)
    return render_template(
        "brokers/board.html",
        page=queries.directory(wanted, page_number(request.args.get("page"))),
        wanted=wanted,
        domain_options=[(term.code, term.label) for term in terms_of("domain")],
        region_options=[(term.code, term.label) for term in terms_of("region")],
        service_options=ServiceKind.choices(),
    )


@blueprint.get("/<public_id>/print")
@requires(BrokerPermission.READ, load_broker, anonymous=True)
def print_form(broker: Broker) -> str:
    return render_template("brokers/print.html", broker=broker)


@blueprint.get("/<public_id>/certificate")
@requires(BrokerPermission.READ_PRIVATE, load_broker)
def certificate(broker: Broker) -> Any:
    """The scan, for its owner and for staff."""
    return send_stored(queries.certificate_of(broker), inline=True)
