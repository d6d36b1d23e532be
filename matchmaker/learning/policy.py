"""Who may do what with judgements and weights. The figures are open to everybody."""

from __future__ import annotations

from enum import StrEnum

from matchmaker.kernel.policy import Policy, is_staff, is_system


class WeightSetPermission(StrEnum):
    EXPORT = "weight_set:export"  # the judgements, by the public numbers of the pairs
    FINISH = "weight_set:finish"  # what training ends with
    READ = "weight_set:read"
    TRAIN = "weight_set:train"
    USE = "weight_set:use"  # and stop using


P = WeightSetPermission
POLICY = Policy(
    "weight_set",
    {
        P.EXPORT: [[is_staff]],
        P.FINISH: [[is_system]],
        P.READ: [[is_staff]],
        P.TRAIN: [[is_staff]],
        P.USE: [[is_staff]],
    },
)
