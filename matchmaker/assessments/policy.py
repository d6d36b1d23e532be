"""Who may do what with an assessment and an opinion. Neither is public; the notice is a page of its own."""

from __future__ import annotations

from enum import StrEnum

from matchmaker.assessments.models import Opinion
from matchmaker.assessments.vocabulary import AssessmentStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system


class AssessmentPermission(StrEnum):
    MANAGE = "assessment:manage"
    VOID = "assessment:void"  # follows when the need goes back or away


class OpinionPermission(StrEnum):
    READ = "opinion:read"
    WRITE = "opinion:write"


def is_own(actor: Actor, opinion: Opinion) -> bool:
    """The expert's own account."""
    return actor.user_id is not None and actor.user_id == opinion.expert.user_id


def is_wanted(actor: Actor, opinion: Opinion) -> bool:
    return opinion.assessment.status is AssessmentStatus.OPEN


A, B = AssessmentPermission, OpinionPermission
POLICY = Policy("assessment", {A.MANAGE: [[is_staff]], A.VOID: [[is_system]]})
OPINION_POLICY = Policy("opinion", {B.READ: [[is_own], [is_staff]], B.WRITE: [[is_own, is_wanted]]})
