"""The six steps of the guided form, and the small forms around it. Shape and wording, no business rule."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from matchmaker.calls.queries import open_now
from matchmaker.challenges.fields import ScaleField, StagesField, day_of, deadline_of
from matchmaker.challenges.layers import LAYERED, LayeredField
from matchmaker.challenges.models import DEFAULT_LAYERS, Challenge
from matchmaker.challenges.services.drafting import EDITABLE
from matchmaker.challenges.services.screening import LONGEST_REASON, Declaration
from matchmaker.challenges.steps import LABELS, STEPS
from matchmaker.challenges.vocabulary import (
    ANSWER_LIMIT,
    LIMITS,
    LONGEST_KEYWORD,
    MOST_KEYWORDS,
    QUESTION_LIMIT,
    FundingKind,
)
from matchmaker.indicators.fields import IndicatorRowsField
from matchmaker.kernel.layers import Layer
from matchmaker.taxonomy.forms import TermField, TermsField
from matchmaker.web.forms import (
    BaseForm,
    DayField,
    NoteForm,
    TagsField,
    VersionedForm,
    WanField,
    area_field,
    radio_field,
    text_field,
)


def _line(name: str, hint: Any = "") -> Any:
    return text_field(LABELS[name], LIMITS[name], hint=hint)


def _area(name: str, hint: Any = "") -> Any:
    return area_field(LABELS[name], LIMITS[name], hint=hint)


# Needed for handing in, so marked 必填; a draft may leave them empty.
WANTED = frozenset(
    {"title", "summary", "problem", "domain_code", "industry_code", "indicators", "funding_kind"}
    | {"ends_on", "deadline_on", "cooperation_modes", "ip_ownership", "contact_name", "contact_phone"}
)


class StepForm(VersionedForm):
    """One step."""

    @classmethod
    def of(cls, challenge: Challenge) -> Self:
        """As the request fills it, else as the draft stands."""
        stored: dict[str, Any] = {"deadline_on": day_of(challenge.deadline_at)}
        stored |= {f"layer_{field.name}": challenge.layer_of(field.name).value for field in LAYERED}
        stored["layer_sponsor"] = (challenge.field_layers or {}).get(
            "sponsor", DEFAULT_LAYERS["sponsor"].value
        )
        form = cls(obj=_Stored(challenge, stored))
        for name in WANTED & set(form._fields):
            form[name].flags.required = True
        return form

    def values(self) -> dict[str, Any]:
        """What the service saves."""
        values = {name: field.data for name, field in self._fields.items() if name in EDITABLE}
        if "deadline_on" in self._fields:
            values["deadline_at"] = deadline_of(self._fields["deadline_on"].data)
        layers = {name[6:]: field.data for name, field in self._fields.items() if name.startswith("layer_")}
        return values | ({"field_layers": {k: v for k, v in layers.items() if v}} if layers else {})


class _Stored:
    """A challenge with some attributes in the shape the form needs."""

    def __init__(self, challenge: Challenge, stored: dict[str, Any]) -> None:
        self._challenge = challenge
        self.__dict__.update(stored)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._challenge, name)


class ProblemForm(StepForm):
    title = _line("title", _l("写出对象和要解决的问题，例如“电子级 γ-丁内酯深度脱水技术”。所有人可见。"))
    summary = _area("summary", _l("一两句话，列表和检索结果里显示。所有人可见，不要写商业秘密。"))
    problem = _area("problem", _l("哪道工序、什么现象、影响多大。写数字，别人才能判断能不能做。"))
    present_state = _area("present_state", _l("现在怎么做，做到多少。"))
    tried = _area("tried", _l("试过什么，为什么不行。写清楚能省去重复的方案。"))
    expected_goal = _area("expected_goal", _l("达到什么效果，带来什么经济社会效益。"))
    research_content = _area("research_content", _l("希望揭榜方做哪些工作。拿不准可以不填。"))


class FieldForm(StepForm):
    keywords = TagsField(
        LABELS["keywords"],
        most=MOST_KEYWORDS,
        longest=LONGEST_KEYWORD,
        description=_l("最多 5 个，用顿号隔开，例如“深度脱水、锂电池溶剂”。"),
    )
    domain_code = TermField(LABELS["domain_code"], scheme="domain")
    industry_code = TermField(LABELS["industry_code"], scheme="industry")
    discipline_code = TermField(LABELS["discipline_code"], scheme="discipline")
    activity_type = TermField(LABELS["activity_type"], scheme="activity_type")
    region_code = TermField(LABELS["region_code"], scheme="region")


class IndicatorsForm(StepForm):
    indicators = IndicatorRowsField(LABELS["indicators"], side="need")
    trl_required = TermField(LABELS["trl_required"], scheme="trl")
    process_scale = TermField(LABELS["process_scale"], scheme="process_scale")
    scale_tpa = ScaleField(LABELS["scale_tpa"], description=_l("每年处理量或产量，没有可不填。"))


class FundingForm(StepForm):
    funding_kind = radio_field(LABELS["funding_kind"], FundingKind, required=False)
    funding_amount = WanField(LABELS["funding_amount"], description=_l("选“面议”时不用填。"))
    payment_terms = _area("payment_terms", _l("例如“签约 20%，中试达标 40%，稳定运行 6 个月 40%”。"))
    starts_on = DayField(LABELS["starts_on"])
    ends_on = DayField(LABELS["ends_on"], description=_l("成果最迟哪一天要能用。"))
    deadline_on = DayField(LABELS["deadline_on"], description=_l("到这一天 17:00 停止接收方案。"))


class TermsForm(StepForm):
    cooperation_modes = TermsField(LABELS["cooperation_modes"], scheme="cooperation_mode", most=9)
    max_awards = SelectField(
        LABELS["max_awards"],
        coerce=int,
        description=_l("多个团队分别签约、并行攻关，按里程碑评比淘汰。发布后不能改。"),
    )
    race_stages = StagesField(
        LABELS["race_stages"],
        description=_l("赛马时在第几个里程碑后评比淘汰，如“1、2”。不填在第 1 个之后。"),
    )
    partner_wish = _line("partner_wish", _l("想找的单位或团队，所有人可见。没有可不填。"))
    ip_ownership = TermField(LABELS["ip_ownership"], scheme="ip_ownership")
    ip_note = _area("ip_note", _l("例如“新产生的专利双方共有，发榜方享有区内独占实施权”。"))
    solver_conditions = _area(
        "solver_conditions", _l("例如“有膜分离中试及以上经历；可组联合体，牵头方一家”。")
    )
    sponsor_provides = _area("sponsor_provides", _l("场地、公用工程、原料、数据、配合取样等。"))

    @classmethod
    def of(cls, challenge: Challenge) -> Self:
        """With as many teams to choose as the call allows; what is stored stays to be seen."""
        form = super().of(challenge)
        most = max(challenge.rules.max_awards_limit, challenge.max_awards)
        form.max_awards.choices = [
            (n, _l("不设赛马，选定一个团队") if n == 1 else _l("最多 %(n)s 个团队并行", n=n))
            for n in range(1, most + 1)
        ]
        return form


def _layer_choice(field: LayeredField) -> SelectField:
    return SelectField(
        field.label,
        choices=lambda: [(layer.value, layer.label) for layer in field.choices],
        validate_choice=True,
    )


class FileForm(StepForm):
    """A step that also takes one file."""

    file = FileField(_l("上传附件"))
    file_label = text_field(_l("附件说明"), 80, hint=_l("例如“现有装置流程图”。看不到附件的人也看不到说明。"))
    file_layer = SelectField(_l("附件谁能看到"), choices=Layer.choices, default=Layer.NDA.value)

    def chosen_layer(self) -> Layer:
        return Layer(self.file_layer.data)


class ReleaseForm(FileForm):
    """Who reads what. One ``layer_…`` field for each part of `LAYERED` is added below."""

    is_anonymous = BooleanField(_l("对外隐去单位名称，只显示类别和代号"))
    contact_name = _line("contact_name", _l("只有你的单位和分中心看得到。"))
    contact_phone = _line("contact_phone", _l("只有你的单位和分中心看得到。"))


for _field in LAYERED:
    setattr(ReleaseForm, f"layer_{_field.name}", _layer_choice(_field))

FORMS: dict[str, type[StepForm]] = dict(
    zip(
        (step.slug for step in STEPS),
        (ProblemForm, FieldForm, IndicatorsForm, FundingForm, TermsForm, ReleaseForm),
        strict=True,
    )
)


class AmendForm(FileForm):
    """What may change at once while the challenge is open."""

    deadline_on = DayField(LABELS["deadline_on"], description=_l("只能延后。到这一天 17:00 停止接收方案。"))
    contact_name = _line("contact_name")
    contact_phone = _line("contact_phone")


class ReopenForm(NoteForm):
    """The new deadline that goes with opening again."""

    deadline_on = DayField(LABELS["deadline_on"], description=_l("到这一天 17:00 停止接收方案。"))


class EntryForm(VersionedForm):
    """Which call, and what its rules ask of the company."""

    call = RadioField(_l("征集"), validate_choice=False)
    sales_amount = WanField(
        _l("上年度营业收入"), description=_l("征集要核对研发投入强度时必填，只有你的单位和分中心看得到。")
    )
    rd_amount = WanField(_l("上年度研发投入"), description=_l("同上。"))

    @classmethod
    def of(cls, challenge: Challenge) -> EntryForm:
        """The form with the calls whose window is open now."""
        chosen = challenge.call.public_id if challenge.call else ""
        amounts = {"sales_amount": challenge.sales_amount, "rd_amount": challenge.rd_amount}
        form = cls(data={"call": chosen, "version": str(challenge.version), **amounts})
        calls = open_now()
        if challenge.call is not None and challenge.call not in calls:
            calls.insert(0, challenge.call)  # returned to be mended after the window
        named = [(one.public_id, one.title) for one in calls]
        form.call.choices = [("", _l("不参加征集，直接发布")), *named]
        return form


class QuestionForm(BaseForm):
    """What a bidder wants to know."""

    text = area_field(
        _l("你的问题"), QUESTION_LIMIT, required=True, hint=_l("不要写单位名称，问题会原样公开。")
    )


class AnswerForm(BaseForm):
    """The answer for everybody."""

    answer = area_field(_l("回答"), ANSWER_LIMIT)


class DeclineForm(BaseForm):
    """Why a question is not answered."""

    reason = area_field(_l("理由"), ANSWER_LIMIT)


class SubmitForm(BaseForm):
    """The two questions before handing in."""

    secrecy = RadioField(
        _l("内容是否涉及国家秘密？"),
        choices=[("no", _l("不涉及")), ("yes", _l("涉及")), ("unsure", _l("拿不准"))],
        validate_choice=False,
    )
    personal = RadioField(
        _l("正文和附件中是否含有个人信息（姓名、电话、身份证号等）？"),
        choices=[("no", _l("没有")), ("yes", _l("有"))],
        validate_choice=False,
    )
    version = HiddenField()

    def declaration(self) -> Declaration:
        """The answers; anything but a listed answer counts as none."""
        answers = {"no": False, "yes": True, "unsure": True}
        return Declaration(
            answers.get(self.secrecy.data or ""), {"no": False, "yes": True}.get(self.personal.data or "")
        )


class ReturnForm(NoteForm):
    """Sending back: a word for all, and a reason beside any field; the fields are added below."""

    def reasons(self) -> dict[str, str]:
        return {
            name.removeprefix("reason_"): field.data or ""
            for name, field in self._fields.items()
            if name.startswith("reason_")
        }


for _name in LABELS:
    setattr(ReturnForm, f"reason_{_name}", area_field(LABELS[_name], LONGEST_REASON))
