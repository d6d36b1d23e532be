"""Registration and sign-in; the library's forms with our fields and words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
)
from wtforms import RadioField, SelectChoice, ValidationError

from matchmaker.kernel.roles import Role
from matchmaker.web.forms import BaseForm, Required, text_field

SELF_CHOSEN = (Role.ENTERPRISE_MEMBER, Role.RESEARCHER, Role.BROKER, Role.AGENCY_MEMBER)
DESCRIPTIONS = {
    Role.ENTERPRISE_MEMBER: _l("发布技术需求，查看匹配的成果与专家"),
    Role.RESEARCHER: _l("登记科技成果、建立专家档案，查看与之匹配的需求"),
    Role.BROKER: _l("协助双方对接，跟进到签约"),
    Role.AGENCY_MEMBER: _l("提供检测、评估、知识产权等科技服务"),
}


LABELS = {
    "email": _l("邮箱"),
    "password": _l("密码"),
    "password_confirm": _l("再输一次密码"),
    "new_password": _l("新密码"),
    "new_password_confirm": _l("再输一次新密码"),
    "remember": _l("在这台设备上保持登录"),
}


class Worded:
    """Gives the library's fields our labels, and the form our summary of errors."""

    found_errors = BaseForm.found_errors

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, label in LABELS.items():
            if name in self:  # type: ignore[operator]
                self[name].label.text = label  # type: ignore[index]
                self[name].description = ""  # type: ignore[index]


class RegisterForm(Worded, RegisterFormV2):
    """Who registers, as what, with which mail address and password."""

    registered_as = RadioField(
        _l("我是"),
        [Required()],
        choices=lambda: [SelectChoice(role.value, role.label) for role in SELF_CHOSEN],
        coerce=lambda value: Role(value) if value in set(SELF_CHOSEN) else None,
        validate_choice=False,
    )
    name = text_field(
        _l("称呼"), 60, required=True, hint=_l("站内显示的名字，可用部门加职务，如“技术部 工程师”。")
    )

    def validate_registered_as(self, field: RadioField) -> None:
        if field.data not in SELF_CHOSEN:
            raise ValidationError(_("请选择一种身份。"))


class SignInForm(Worded, LoginForm):
    """Mail address and password."""


class RecoverForm(Worded, ForgotPasswordForm):
    """Where to send the recovery link."""


class NewPasswordForm(Worded, ResetPasswordForm):
    """A new password, by the link of a mail."""


class PasswordForm(Worded, ChangePasswordForm):
    """A new password, by the signed-in owner."""


class ConfirmationForm(Worded, SendConfirmationForm):
    """Where to send the confirmation again."""


class ProfileForm(BaseForm):
    """What a person may change of the own account."""

    name = text_field(_l("称呼"), 60, required=True)
