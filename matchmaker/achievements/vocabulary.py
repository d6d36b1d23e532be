"""The fixed choices of the registration form for scientific achievements (applied technology)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class AchievementStatus(LabelledEnum):
    """Where an achievement stands. `DELISTED` and `REJECTED` are final; a new version starts as `DRAFT`."""

    DRAFT = "draft", _l("草稿"), "hollow"
    SCREENING = "screening", _l("待审核"), "wait"
    LISTED = "listed", _l("可对接"), "ok"
    DELISTED = "delisted", _l("已下架"), ""
    REJECTED = "rejected", _l("已驳回"), "bad"


class AchievementForm(LabelledEnum):
    """体现形式: what the result is."""

    TECHNIQUE = "technique", _l("新技术")
    PROCESS = "process", _l("新工艺")
    PRODUCT = "product", _l("新产品")
    MATERIAL = "material", _l("新材料")
    EQUIPMENT = "equipment", _l("新装备")
    VARIETY = "variety", _l("农业、生物新品种")
    SOFTWARE = "software", _l("软件或系统")
    OTHER = "other", _l("其他应用技术")


class Originality(LabelledEnum):
    """成果属性: where the idea comes from."""

    ORIGINAL = "original", _l("原始性创新")
    ABSORBED = "absorbed", _l("国外引进消化吸收创新")
    DEVELOPED = "developed", _l("国内技术二次开发")


class Level(LabelledEnum):
    """成果水平, as an evaluation has stated it."""

    WORLD_LEADING = "world_leading", _l("国际领先")
    WORLD_ADVANCED = "world_advanced", _l("国际先进")
    HOME_LEADING = "home_leading", _l("国内领先")
    HOME_ADVANCED = "home_advanced", _l("国内先进")
    NOT_EVALUATED = "not_evaluated", _l("未评价")


class Stage(LabelledEnum):
    """所处阶段."""

    EARLY = "early", _l("初期（实验室、小试）")
    MIDDLE = "middle", _l("中期（中试）")
    MATURE = "mature", _l("成熟应用")


class EvaluationKind(LabelledEnum):
    """评价方式."""

    NONE = "none", _l("未评价")
    MEETING = "meeting", _l("会议评价")
    APPRAISAL = "appraisal", _l("鉴定")
    ACCEPTANCE = "acceptance", _l("验收")
    INSTITUTION = "institution", _l("机构评价")
    ADMISSION = "admission", _l("行业准入")
    GRANTED_RIGHT = "granted_right", _l("知识产权授权")


class ProjectSource(LabelledEnum):
    """课题来源: who paid for the research."""

    NATIONAL = "national", _l("国家科技计划")
    MINISTRY = "ministry", _l("部门计划")
    REGIONAL = "regional", _l("地方计划")
    FOUNDATION = "foundation", _l("自然科学基金")
    COMPANY = "company", _l("企业委托")
    INTERNATIONAL = "international", _l("国际合作")
    OWN = "own", _l("自选课题")
    OTHER = "other", _l("其他")


class ApplicationStatus(LabelledEnum):
    """应用状态."""

    NOT_APPLIED = "not_applied", _l("未应用")
    TRIAL = "trial", _l("试用")
    SMALL_SCALE = "small_scale", _l("小批量或小范围应用")
    INDUSTRIAL = "industrial", _l("产业化应用")
    STOPPED = "stopped", _l("应用后停用")


class PriceKind(LabelledEnum):
    """拟转化价格."""

    NEGOTIABLE = "negotiable", _l("面议")
    FIXED = "fixed", _l("参考价")


class RightsStage(LabelledEnum):
    """How far a right has come."""

    PENDING = "pending", _l("已申请")
    EXAMINATION = "examination", _l("实质审查")
    GRANTED = "granted", _l("授权有效")
    REGISTERED = "registered", _l("已登记或发表")
    SECRET = "secret", _l("作为技术秘密")
    LAPSED = "lapsed", _l("已失效")


class AttachmentKind(LabelledEnum):
    """What an uploaded file is."""

    PICTURE = "picture", _l("图片")
    TEST_REPORT = "test_report", _l("检测报告")
    EVALUATION = "evaluation", _l("评价或验收证明")
    USE_PROOF = "use_proof", _l("应用证明")
    OTHER = "other", _l("其他材料")
