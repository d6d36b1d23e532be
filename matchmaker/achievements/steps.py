"""The steps of the form, in order: address, name, fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaker.achievements.forms import (
    EvidenceForm,
    MaturityForm,
    OverviewForm,
    StepForm,
    TeamForm,
    TechnologyForm,
    TransferForm,
)
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.workflow import NEEDED
from matchmaker.kernel.errors import NotFound


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    name: str
    label: Any
    question: Any
    form: type[StepForm]

    @property
    def needed(self) -> list[str]:
        """Fields a submission needs that are filled in here."""
        return [field for field, step, _label in NEEDED if step == self.name]

    def is_done(self, achievement: Achievement) -> bool:
        if self.name == "evidence":  # nothing is compulsory here
            return bool(achievement.rights or achievement.attachments or achievement.level)
        return all(getattr(achievement, field) not in (None, "", []) for field in self.needed)


STEPS = (
    Step("overview", _l("成果概述"), _l("这项成果是什么"), OverviewForm),
    Step("technology", _l("技术与指标"), _l("好在哪里，用数字说"), TechnologyForm),
    Step("maturity", _l("成熟度"), _l("做到了哪一步"), MaturityForm),
    Step("evidence", _l("知识产权与证据"), _l("凭什么相信"), EvidenceForm),
    Step("team", _l("团队与单位"), _l("是谁做的"), TeamForm),
    Step("transfer", _l("转化与发布"), _l("怎样转化、谁能看到"), TransferForm),
)


def step_named(name: str) -> Step:
    """The step at an address; raises `NotFound`."""
    found = next((step for step in STEPS if step.name == name), None)
    if found is None:
        raise NotFound
    return found


def step_after(step: Step) -> Step | None:
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def step_before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def step_of_field(field: str) -> str:
    """The step in which a field is mended."""
    return next((step.name for step in STEPS if hasattr(step.form, field)), STEPS[0].name)
