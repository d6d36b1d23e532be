"""States, levels and kinds of service of a technology broker."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class BrokerStatus(LabelledEnum):
    """Where a profile stands. Only `LISTED` ones are in the directory."""

    DRAFT = "draft", _l("草稿"), "hollow"
    SCREENING = "screening", _l("待审核"), "wait"
    LISTED = "listed", _l("已公开"), "ok"
    SUSPENDED = "suspended", _l("已暂停"), "bad"


class BrokerLevel(LabelledEnum):
    """Level of the certificate, as DB11/T 1788-2020 and the regional rules name them."""

    JUNIOR = "junior", _l("初级")
    MIDDLE = "middle", _l("中级")
    SENIOR = "senior", _l("高级")


class ServiceKind(LabelledEnum):
    """Kinds of technology transfer service after GB/T 34670-2017."""

    DEVELOPMENT = "development", _l("技术开发服务")
    TRANSFER = "transfer", _l("技术转让服务")
    CONSULTING = "consulting", _l("技术咨询与技术服务")
    EVALUATION = "evaluation", _l("技术评价服务")
    FINANCING = "financing", _l("技术投融资服务")
    PLATFORM = "platform", _l("信息网络平台服务")


DEFAULT_CAPACITY = 20  # items at once
LARGEST_CAPACITY = 200
REMINDER_DAYS = (60, 14)  # before the certificate ends


class ItemKind(LabelledEnum):
    """What a broker is assigned to; the values are the search kinds."""

    CHALLENGE = "challenge", _l("需求")
    ACHIEVEMENT = "achievement", _l("成果")


class AssignmentStatus(LabelledEnum):
    """Whether the broker still follows the item, and else how that ended."""

    OPEN = "open", _l("跟进中"), "work"
    DECLINED = "declined", _l("已谢绝"), ""
    REASSIGNED = "reassigned", _l("已改派"), ""
    RELEASED = "released", _l("已结束"), "ok"


class AssignmentOrigin(LabelledEnum):
    """How the broker came to the item."""

    RULE = "rule", _l("按规则")
    STAFF = "staff", _l("分中心指派")
    REQUEST = "request", _l("单位请求")


class HelpStatus(LabelledEnum):
    """What became of a request for help."""

    ASKED = "asked", _l("待答复"), "wait"
    ACCEPTED = "accepted", _l("已接受"), "ok"
    DECLINED = "declined", _l("已谢绝"), ""
