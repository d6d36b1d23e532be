"""The report of an evaluation with the names of the panel, for staff: in print, and as a Word file."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _

from matchmaker.evaluations import queries
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.policy import EvaluationPermission
from matchmaker.evaluations.report import report_document
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.views.blueprint import blueprint, load_evaluation
from matchmaker.kernel import clock
from matchmaker.web.responses import as_download
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import DOCX


@blueprint.get("/<public_id>/print")
@requires(EvaluationPermission.MANAGE, load_evaluation)
def print_view(evaluation: Evaluation) -> str:
    """评审报告 for paper; says whether the ranking computed anew from the sheets is the stored one."""
    return render_template(
        "evaluations/print.html",
        evaluation=evaluation,
        rows=queries.ranking(evaluation),
        is_reproduced=computed_result(evaluation) == list(evaluation.result),
        printed_at=clock.now(),
    )


@blueprint.get("/<public_id>/report.docx")
@requires(EvaluationPermission.MANAGE, load_evaluation)
def report_file(evaluation: Evaluation) -> Response:
    data = report_document(evaluation, queries.ranking(evaluation), current_actor().name)
    return as_download(data, DOCX, _("评审报告-%(number)s.docx", number=evaluation.public_id))
