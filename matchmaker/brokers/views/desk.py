"""For the sub-centre's staff: profiles to check, brokers to suspend, the whole list as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.brokers import queries, services
from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import BrokerPermission
from matchmaker.brokers.views.blueprint import blueprint, load_broker
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.brokers.workflow import WORKFLOW
from matchmaker.kernel.pagination import page_number
from matchmaker.taxonomy.terms import term_label
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import csv_response
from matchmaker.web.security import current_actor, requires


@blueprint.get("/desk")
@requires(BrokerPermission.SCREEN)
def desk() -> str:
    wanted = request.args.get("status", "")
    status = next((s for s in queries.DESK_TABS if s.value == wanted), BrokerStatus.SCREENING)
    page = queries.on_desk(status, page_number(request.args.get("page")))
    return render_template("brokers/desk.html", page=page, status=status, counts=queries.desk_counts())


@blueprint.get("/desk.csv")
@requires(BrokerPermission.EXPORT)
def export() -> Response:
    header = [_("编号"), _("姓名"), _("状态"), _("等级"), _("证书编号"), _("发证机构"), _("证书有效期至"), _("工作单位"), _("服务领域"),
              _("服务地区"), _("服务类型"), _("同时跟进的事项")]  # fmt: skip
    return csv_response(_("技术经纪人名录"), header, (_row(one) for one in queries.exported()))


def _row(one: Broker) -> list[Any]:
    return [
        one.public_id, one.name, one.status.label, one.level.label if one.level else "", one.certificate_number,
        one.certificate_issuer, one.valid_until, one.employer_shown,
        "、".join(str(term_label("domain", code)) for code in one.domain_codes),
        "、".join(str(term_label("region", code)) for code in one.region_codes),
        "、".join(str(kind.label) for kind in one.services), one.capacity,
    ]  # fmt: skip


def _act(broker: Broker, action: str, service: Callable[..., None], done: str) -> Any:
    """Take one step that may need a note; without it, ask again and keep what was typed."""
    form = NoteForm()
    return take_step(
        form,
        lambda: service(current_actor(), broker, form.note.data or ""),
        done,
        url_for(".desk"),
        lambda: render_template("brokers/action.html", broker=broker, transition=WORKFLOW[action], form=form),
    )


@blueprint.post("/<public_id>/verify")
@requires(BrokerPermission.SCREEN, load_broker)
def verify(broker: Broker) -> Any:
    return _act(broker, "verify", services.verify_broker, _("已核验，资料进入名录。"))


@blueprint.post("/<public_id>/return-for-revision")
@requires(BrokerPermission.SCREEN, load_broker)
def return_for_revision(broker: Broker) -> Any:
    return _act(
        broker, "return_for_revision", services.return_for_revision, _("已退回，要补充的内容已告知本人。")
    )


@blueprint.post("/<public_id>/suspend")
@requires(BrokerPermission.SCREEN, load_broker)
def suspend(broker: Broker) -> Any:
    return _act(broker, "suspend", services.suspend_broker, _("已暂停，名录中不再显示，理由已告知本人。"))


@blueprint.post("/<public_id>/restore")
@requires(BrokerPermission.SCREEN, load_broker)
def restore(broker: Broker) -> Any:
    return _act(broker, "restore", services.restore_broker, _("已恢复公开。"))
