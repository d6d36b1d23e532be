"""The fixed choices of an award and of an objection."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class AwardStatus(LabelledEnum):
    """Where an award stands. A suspended one waits for an objection to be decided."""

    PROPOSED = "proposed", _l("待公示"), "wait"
    ON_NOTICE = "on_notice", _l("中榜公示"), "work"
    SUSPENDED = "suspended", _l("公示中止"), "wait"
    CONFIRMED = "confirmed", _l("已定榜"), "ok"
    REVOKED = "revoked", _l("已撤销"), "bad"


class ObjectionStatus(LabelledEnum):
    """What became of an objection."""

    RECEIVED = "received", _l("待处理"), "wait"
    UPHELD = "upheld", _l("异议成立"), "bad"
    DISMISSED = "dismissed", _l("异议不成立"), ""
    WITHDRAWN = "withdrawn", _l("已撤回"), ""


LIVE = (AwardStatus.PROPOSED, AwardStatus.ON_NOTICE, AwardStatus.SUSPENDED, AwardStatus.CONFIRMED)
SHOWN = (AwardStatus.ON_NOTICE, AwardStatus.SUSPENDED, AwardStatus.CONFIRMED)  # readable by everybody
# The notice is not over: the outcome of the challenge waits for these.
PENDING = (AwardStatus.PROPOSED, AwardStatus.ON_NOTICE, AwardStatus.SUSPENDED)
REASON_LIMIT, OBJECTION_LIMIT, REPLY_LIMIT, NAME_LIMIT = 1000, 3000, 2000, 80
