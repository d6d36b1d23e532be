"""The front page, help, accessibility, terms; and the style guide while debugging."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template
from flask_babel import gettext as _

from matchmaker.home import chain, queries
from matchmaker.home.forms import SampleForm
from matchmaker.kernel import audit, clock
from matchmaker.kernel.layers import Layer
from matchmaker.web.security import public

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    """One search, the figures, what is open and new, the chain."""
    page = queries.front_page()
    return render_template(
        "home/index.html", page=page, curves=chain.curves(), public_indicators=queries.public_indicators
    )


@blueprint.get("/help")
@public
def help_page() -> str:
    """How the site works, from need to introduction."""
    return render_template("home/help.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("home/accessibility.html")


@blueprint.get("/terms")
@public
def terms() -> str:
    """Terms of use and privacy."""
    return render_template("home/terms.html")


@blueprint.get("/components")
@public
def components() -> str:
    """All components on one page; only while debugging."""
    if not current_app.debug:
        abort(404)
    form = SampleForm(meta={"csrf": False})
    form.validate()
    return render_template("home/components.html", form=form, layers=Layer, trail_entries=_sample_trail())


def _sample_trail() -> list[audit.AuditEntry]:
    entry = audit.AuditEntry(subject_type="sample", action="edit", actor_name="", note=_("补充了测试方法。"))
    entry.at = clock.now()
    return [entry]
