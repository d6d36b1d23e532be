"""Who may edit the table of synonyms, and see the state of the index."""

from __future__ import annotations

from enum import StrEnum

from matchmaker.kernel.policy import Policy, is_staff


class SynonymPermission(StrEnum):
    """`synonym_group:edit` add, change and delete groups of synonyms."""

    EDIT = "synonym_group:edit"


POLICY = Policy("synonym_group", {SynonymPermission.EDIT: [[is_staff]]})
