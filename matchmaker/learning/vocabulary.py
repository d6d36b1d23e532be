"""States and sources, and what a decision says about a pair."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum

NOTE_LIMIT = 300
REASON_LIMIT = 40


class JudgementSource(LabelledEnum):
    """Where a judgement comes from."""

    GRADED = "graded", _l("评分")
    DISMISSED = "dismissed", _l("排除")
    SHORTLISTED = "shortlisted", _l("列入短名单")
    INTRODUCED = "introduced", _l("引荐")
    DECLINED = "declined", _l("一方谢绝")
    CONVERTED = "converted", _l("签约")


class WeightSetStatus(LabelledEnum):
    """A set of weights from the wish to train one to its retirement."""

    QUEUED = "queued", _l("等待训练"), "wait"
    CANDIDATE = "candidate", _l("可采用"), "work"
    REFUSED = "refused", _l("未通过"), "bad"
    IN_USE = "in_use", _l("使用中"), "ok"
    RETIRED = "retired", _l("已停用"), ""


# What a decision is worth as a grade 1–4; a refusal whose reason does not deny the subject is worth 2, see `grade_of`.
GRADES: dict[JudgementSource, int] = {
    JudgementSource.DISMISSED: 1,
    JudgementSource.DECLINED: 1,
    JudgementSource.SHORTLISTED: 3,
    JudgementSource.INTRODUCED: 3,
    JudgementSource.CONVERTED: 4,
}
# Reasons of a refusal that do not deny the subject: the figures, the time or the terms were wrong.
SUBJECT_FITS = frozenset({"indicators", "too_early", "known", "business"})


def grade_of(source: JudgementSource, reason: str = "") -> int:
    """Grade 1–4 of a decision."""
    return max(GRADES[source], 2) if reason in SUBJECT_FITS else GRADES[source]


ACCEPTED_FROM = 3  # a pair graded so is worth a talk
