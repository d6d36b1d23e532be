"""Who may do what with a suggestion. Seeing one takes seeing both of its sides, which the queries make sure of."""

from __future__ import annotations

from enum import StrEnum

from matchmaker.kernel.policy import Policy, anyone, is_signed_in


class MatchPermission(StrEnum):
    """Each permission in one sentence."""

    GIVE_FEEDBACK = "match:give_feedback"  # say how good a suggestion is, or that its reasons are wrong
    READ = "match:read"  # see a suggestion whose both sides one may see


POLICY = Policy(
    "match",
    {
        MatchPermission.GIVE_FEEDBACK: [[is_signed_in]],
        MatchPermission.READ: [[anyone]],
    },
)
