"""The steps of the form, and the small forms of the detail page and the desk."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from matchmaker.achievements.models import DEFAULT_LAYERS, Achievement
from matchmaker.achievements.row_fields import rights_field, team_field
from matchmaker.achievements.services.drafting import EDITABLE
from matchmaker.achievements.vocabulary import (
    AchievementForm,
    ApplicationStatus,
    AttachmentKind,
    EvaluationKind,
    Level,
    Originality,
    PriceKind,
    ProjectSource,
    Stage,
)
from matchmaker.achievements.workflow import NEEDED
from matchmaker.indicators.fields import IndicatorRowsField
from matchmaker.indicators.quantities import read_number
from matchmaker.kernel.layers import Layer
from matchmaker.taxonomy.forms import TermField, TermsField
from matchmaker.web.forms import (
    BaseForm,
    NoteForm,
    Required,
    TagsField,
    WanField,
    area_field,
    clean_text,
    enum_field,
    text_field,
)

NEEDED_FIELDS = {name for name, _step, _label in NEEDED}
MOST_POINTS, LONGEST_POINT = 3, 50  # as the evaluation form for achievements asks


class LinesField(TextAreaField):
    """One entry per line; its data is a list without empty ones."""

    def __init__(self, label: Any, *, most: int, longest: int, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.most, self.longest = most, longest

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = clean_text(valuelist[0]).split("\n") if valuelist else []
        self.data = [line.strip() for line in lines if line.strip()]

    def pre_validate(self, form: Any) -> None:
        lines = self.data or []
        if len(lines) > self.most:
            raise ValidationError(
                _("“%(name)s”最多 %(most)s 行，每行一条。", name=self.label.text, most=self.most)
            )
        for number, line in enumerate(lines, start=1):
            if len(line) > self.longest:
                raise ValidationError(
                    _("“%(name)s”第 %(row)s 行最多 %(most)s 字，现在 %(length)s 字，请缩短。",
                      name=self.label.text, row=number, most=self.longest, length=len(line))
                )  # fmt: skip


class ScaleField(StringField):
    """Tonnes a year as people write them: 5000, 5,000, 5 万."""

    largest = 1e9

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else f"{self.data:g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = clean_text(valuelist[0]) if valuelist else ""
        if not text:
            return
        value = read_number(text)
        if value is None or not 0 <= value <= self.largest:
            raise ValueError(_("“%(name)s”要填数字，单位 t/a，如 5000 或 5 万。", name=self.label.text))
        self.data = value


def layer_field(name: str) -> SelectField:
    """Who may read a text; its own field stands beside it."""
    return SelectField(_l("谁能看到"), choices=Layer.choices, coerce=Layer, default=DEFAULT_LAYERS[name])


def day_field(label: Any) -> DateField:
    return DateField(label, [Optional()])


class StepForm(BaseForm):
    """One step; ``version`` is what the page showed when it was opened."""

    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_FIELDS & set(self._fields):
            self[name].flags.required = True  # says 必填; a draft may leave it empty all the same

    @classmethod
    def of(cls, achievement: Achievement) -> StepForm:
        """The form as the request fills it, else as the draft stands."""
        layers = {f"layer_{name}": achievement.layer_of(name) for name in DEFAULT_LAYERS}
        return cls(obj=achievement, data=layers)

    @property
    def was_edited(self) -> bool:
        """A button has added, moved or removed a row: the page is shown again, nothing is saved."""
        return any(getattr(field, "was_edited", False) for field in self)

    def values(self) -> dict[str, Any]:
        """What the service saves: fields of the draft, rows, and the chosen layers."""
        names = EDITABLE | {"indicators", "rights"}
        values = {field.short_name: field.data for field in self if field.short_name in names}
        layers = {
            field.short_name.removeprefix("layer_"): field.data.value
            for field in self
            if field.short_name.startswith("layer_")
        }
        return values | ({"field_layers": layers} if layers else {})


class OverviewForm(StepForm):
    title = text_field(
        _l("成果名称"), 80, required=True, hint=_l("写清对象和办法，例如“溶剂深度脱水的渗透汽化工艺”。")
    )
    summary = area_field(
        _l("一句话说明"), 300, hint=_l("用什么办法、解决什么问题、做到什么程度。所有人可见。")
    )
    keywords = TagsField(_l("关键词"), most=5, description=_l("最多 5 个，用顿号隔开。"))
    form = enum_field(_l("体现形式"), AchievementForm)
    originality = enum_field(_l("成果属性"), Originality)
    domain_code = TermField(_l("技术领域"), scheme="domain")
    industry_code = TermField(_l("应用行业"), scheme="industry")
    discipline_codes = TermsField(_l("学科"), scheme="discipline", most=3)
    region_code = TermField(_l("所在地区"), scheme="region")


class TechnologyForm(StepForm):
    description = area_field(_l("技术说明"), 3000, hint=_l("原理、流程、关键设备、已做过的验证。"))
    layer_description = layer_field("description")
    innovation_points = LinesField(
        _l("创新点"),
        most=MOST_POINTS,
        longest=LONGEST_POINT,
        description=_l("每行一条，最多 3 条，每条 50 字以内。"),
    )
    comparison = text_field(_l("与什么比"), 300, hint=_l("企业现在的做法，例如“与 4A 分子筛间歇脱水比”。"))
    layer_comparison = layer_field("comparison")
    benefit = area_field(
        _l("好在哪里、代价是什么"), 1000, hint=_l("好多少写数字；投资、能耗、运行费也写上，变差的不要省略。")
    )
    layer_benefit = layer_field("benefit")
    indicators = IndicatorRowsField(_l("达到的指标"), side="offer")


class MaturityForm(StepForm):
    trl = TermField(_l("技术成熟度"), scheme="trl")
    process_scale = TermField(_l("做到的规模"), scheme="process_scale")
    scale_tpa = ScaleField(_l("规模"), description=_l("工艺类成果填年处理量或年产量。"))
    stage = enum_field(_l("所处阶段"), Stage)
    application_status = enum_field(_l("应用状态"), ApplicationStatus)
    maturity_note = text_field(_l("运行情况"), 200, hint=_l("例如“中试线已连续运行 2100 h”。"))


class EvidenceForm(StepForm):
    rights = rights_field()
    level = enum_field(_l("成果水平"), Level, hint=_l("按评价结论选；没有评价过就选“未评价”。"))
    evaluation_kind = enum_field(_l("评价方式"), EvaluationKind)
    evaluation_by = text_field(_l("评价机构"), 100)
    evaluated_on = day_field(_l("评价日期"))
    registration_number = text_field(_l("成果登记号"), 30, hint=_l("还没有登记就留空。"))


class TeamForm(StepForm):
    units = LinesField(_l("完成单位"), most=10, longest=60, description=_l("每行一个，按完成排序。"))
    team = team_field()
    layer_team = layer_field("team")
    project_source = enum_field(_l("课题来源"), ProjectSource)
    project_name = text_field(_l("课题名称"), 120)
    started_on = day_field(_l("研究开始"))
    ended_on = day_field(_l("研究结束"))

    def validate_ended_on(self, field: Field) -> None:
        if field.data and self.started_on.data and field.data < self.started_on.data:
            raise ValidationError(_("“研究结束”不能早于“研究开始”。"))


class TransferForm(StepForm):
    transfer_modes = TermsField(_l("转化方式"), scheme="transfer_mode", most=8)
    price_kind = enum_field(_l("价格"), PriceKind)
    price_amount = WanField(_l("参考价"))
    price_note = text_field(_l("价格说明"), 120, hint=_l("例如“普通许可入门费，另议提成”。"))
    layer_price = layer_field("price")
    region_limit = text_field(_l("地域限制"), 120, hint=_l("例如“仅限内蒙古实施”；没有限制就留空。"))
    economic_benefit = area_field(_l("经济效益"), 1000, hint=_l("已取得的，或按什么规模测算的。"))
    layer_economic_benefit = layer_field("economic_benefit")


class NewForm(OverviewForm):
    """The first step of a new draft. ``draft_token`` makes the same page sent twice one draft."""

    draft_token = HiddenField()
    is_secret = RadioField(
        _l("成果是否涉及国家秘密？"),
        [Required()],
        choices=lambda: [("no", _l("不涉及")), ("yes", _l("涉及，或不能确定"))],
    )

    def validate_is_secret(self, field: Field) -> None:
        if field.data == "yes":
            raise ValidationError(_("涉密成果不得在本平台登记，也不要上传任何材料。请联系本单位保密部门。"))


class SubmitForm(BaseForm):
    """The holder's declaration on the review page."""

    is_declared_open = BooleanField(
        _l("我声明：成果不涉及国家秘密，内容真实，已取得其他完成单位和权利人同意。")
    )
    version = HiddenField()


class AttachmentForm(BaseForm):
    file = FileField(_l("文件"))
    kind = enum_field(_l("材料类型"), AttachmentKind, blank=None)
    caption = text_field(_l("名称"), 80, hint=_l("例如“中试产品水分、纯度第三方检测”。"))
    layer = SelectField(_l("谁能看到"), choices=Layer.choices, coerce=Layer, default=Layer.PUBLIC)

    def validate_file(self, field: Field) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(_("请选择要上传的文件。"))


class ReturnForm(NoteForm):
    """What to mend: in general and for each part."""

    part_overview = text_field(_l("成果概述"), 200)
    part_technology = text_field(_l("技术与指标"), 200)
    part_maturity = text_field(_l("成熟度"), 200)
    part_evidence = text_field(_l("知识产权与证据"), 200)
    part_team = text_field(_l("团队与单位"), 200)
    part_transfer = text_field(_l("转化与发布"), 200)
