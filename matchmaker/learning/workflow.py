"""The state machine of a set of weights: nothing goes into use by itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.workflow import Transition, Workflow
from matchmaker.learning.policy import POLICY, WeightSetPermission
from matchmaker.learning.vocabulary import WeightSetStatus

S, P = WeightSetStatus, WeightSetPermission
WORKFLOW = Workflow(
    "weight_set",
    POLICY,
    S,
    [
        Transition("offer", _l("训练完成"), (S.QUEUED,), S.CANDIDATE, P.FINISH),
        Transition("refuse", _l("未通过比较"), (S.QUEUED,), S.REFUSED, P.FINISH),
        Transition("use", _l("采用这组权重"), (S.CANDIDATE, S.RETIRED), S.IN_USE, P.USE, style="primary"),
        Transition("discard", _l("放弃"), (S.CANDIDATE,), S.RETIRED, P.USE),
        Transition("retire", _l("停用，改回内置权重"), (S.IN_USE,), S.RETIRED, P.USE, style="danger"),
        Transition("replace", _l("由另一组代替"), (S.IN_USE,), S.RETIRED, P.USE),
    ],
    initial=S.QUEUED,
    final={S.REFUSED},
)  # fmt: skip
