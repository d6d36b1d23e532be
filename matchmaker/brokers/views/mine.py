"""For the broker: the own profile, its state, its certificate."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.brokers import queries, services
from matchmaker.brokers.forms import BrokerForm, CertificateForm
from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import BrokerPermission
from matchmaker.brokers.views.blueprint import blueprint, load_broker
from matchmaker.brokers.workflow import missing_fields
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import after_commit, transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires
from matchmaker.web.uploads import EVIDENCE, remove_stored, save_upload


@blueprint.get("/profile")
@login_only
def profile() -> str:
    return profile_page(queries.own(current_actor()))


def profile_page(
    broker: Broker | None, refused: dict[str, Any] | None = None, form: CertificateForm | None = None
) -> str:
    """The own profile as its owner sees it; ``refused`` is why it could not be submitted."""
    return render_template(
        "brokers/profile.html",
        broker=broker,
        missing=refused if refused is not None else missing_fields(broker) if broker else {},
        form=form or CertificateForm(formdata=None),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(BrokerPermission.CREATE)
def new() -> Any:
    """A profile of one's own; sent twice, it makes one."""
    actor = current_actor()
    if queries.own(actor) is not None:
        return see_other(url_for(".profile"))
    form = BrokerForm.of(None)
    if form.validate_on_submit():
        try:
            with transaction():
                services.create_broker(actor, form.values())
            flash_ok(_("草稿已保存。上传证书后提交审核，通过后公开。"))
            return see_other(url_for(".profile"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    if request.method == "GET":
        form.name.data = actor.name
    return render_template("brokers/form.html", broker=None, form=form), 422 if form.is_submitted() else 200


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(BrokerPermission.EDIT, load_broker)
def edit(broker: Broker) -> Any:
    form, status = BrokerForm.of(broker), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    services.save_broker(current_actor(), broker, form.values(), form.given_version())
                flash_ok(_("草稿已保存。"))
                return see_other(url_for(".profile"))
            except GuardFailed as failure:
                form.accept_errors(failure)
            except Conflict:
                status = 409
                form.form_errors.append(
                    _("这份资料刚在别处保存过。下面是你填写的内容，再次保存会覆盖那一份。")
                )
    form.renew_version(broker.version)
    return render_template("brokers/form.html", broker=broker, form=form), status


@blueprint.post("/<public_id>/certificate")
@requires(BrokerPermission.EDIT, load_broker)
def upload_certificate(broker: Broker) -> Any:
    """Keep the scan; the one before goes when the new one is safe."""
    form, saved = CertificateForm(), None
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise GuardFailed(errors={"file": _("请选择一个文件。")})
            saved = save_upload(form.file.data, "file", EVIDENCE)
            with transaction():
                old = services.set_certificate(current_actor(), broker, saved.as_columns())
                if old:
                    after_commit(lambda: remove_stored(old))
            flash_ok(_("证书已上传，只有你和分中心能看到。"))
            return see_other(url_for(".profile"))
        except GuardFailed as failure:
            if saved is not None:
                remove_stored(saved.storage_key)
            form.accept_errors(failure)
    return profile_page(broker, form=form), 422


@blueprint.post("/<public_id>/submit")
@requires(BrokerPermission.SUBMIT, load_broker)
def submit(broker: Broker) -> Any:
    try:
        with transaction():
            services.submit_broker(current_actor(), broker)
    except GuardFailed as failure:
        return profile_page(broker, failure.errors), 422
    flash_ok(_("已提交。分中心审核后会通知你，一般需要 3 个工作日。"))
    return see_other(url_for(".profile"))


@blueprint.post("/<public_id>/revise")
@requires(BrokerPermission.REVISE, load_broker)
def revise(broker: Broker) -> Any:
    with transaction():
        services.revise_broker(current_actor(), broker)
    flash_ok(_("已转为草稿。修改后重新提交，审核通过后再公开。"))
    return see_other(url_for(".edit", public_id=broker.public_id))


@blueprint.post("/<public_id>/confirm")
@requires(BrokerPermission.CONFIRM, load_broker)
def confirm(broker: Broker) -> Any:
    with transaction():
        services.confirm_broker(current_actor(), broker)
    flash_ok(_("已确认资料仍然有效。"))
    return see_other(url_for(".profile"))
