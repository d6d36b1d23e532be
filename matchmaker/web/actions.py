"""One step taken by a POST: run it, say that it is done, go on; or show the form again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_ok, see_other


def take_step(
    form: BaseForm, run: Callable[[], object], done: Any, target: str, again: Callable[[], Any]
) -> Any:
    """``run`` in a transaction when the form is sound; ``again`` makes the page that shows a refusal (422)."""
    if form.validate():
        try:
            with transaction():
                run()
            flash_ok(done)
            return see_other(target)
        except GuardFailed as failure:
            form.accept_errors(failure)
    return again(), 422
