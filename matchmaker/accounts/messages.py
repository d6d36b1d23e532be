"""The library's messages in our words: key → (text, category of the flash)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "GENERIC_AUTHN_FAILED": (_l("邮箱或密码不正确。"), "bad"),
    "GENERIC_RECOVERY": (_l("如果这个邮箱已注册，重置密码的邮件已发出，请查收。"), "ok"),
    "UNAUTHORIZED": (_l("你没有查看权限。"), "bad"),
    "UNAUTHENTICATED": (_l("请先登录，再继续这一步。"), "bad"),
    "REAUTHENTICATION_REQUIRED": (_l("为了安全，请再次输入密码。"), "bad"),
    "CONFIRM_REGISTRATION": (_l("确认邮件已发到 %(email)s。点开邮件里的链接，账号就可以使用。"), "ok"),
    "EMAIL_CONFIRMED": (_l("邮箱已确认，欢迎使用。"), "ok"),
    "ALREADY_CONFIRMED": (_l("这个邮箱已经确认过，请直接登录。"), "ok"),
    "INVALID_CONFIRMATION_TOKEN": (_l("确认链接无效。可以重新发送确认邮件。"), "bad"),
    "EMAIL_ALREADY_ASSOCIATED": (_l("%(email)s 已经注册过，请直接登录或找回密码。"), "bad"),
    "PASSWORD_MISMATCH": (_l("两次输入的密码不一致。"), "bad"),
    "RETYPE_PASSWORD_MISMATCH": (_l("两次输入的密码不一致。"), "bad"),
    "INVALID_REDIRECT": (_l("不能跳转到站外地址。"), "bad"),
    "PASSWORD_RESET_REQUEST": (_l("如果 %(email)s 已注册，重置密码的邮件已发出，请查收。"), "ok"),
    "PASSWORD_RESET_EXPIRED": (_l("重置链接已过期（有效期 %(within)s），请重新申请。"), "bad"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("重置链接无效，请重新申请。"), "bad"),
    "CONFIRMATION_REQUIRED": (_l("邮箱还没有确认。请点开确认邮件里的链接，或重新发送。"), "bad"),
    "CONFIRMATION_REQUEST": (_l("如果 %(email)s 已注册而还没有确认，确认邮件已发出，请查收。"), "ok"),
    "CONFIRMATION_EXPIRED": (
        _l("确认链接已过期（有效期 %(within)s）。新的确认邮件已发到 %(email)s。"),
        "bad",
    ),
    "DISABLED_ACCOUNT": (_l("这个账号已停用，请联系分中心。"), "bad"),
    "EMAIL_NOT_PROVIDED": (_l("请填写邮箱。"), "bad"),
    "INVALID_EMAIL_ADDRESS": (_l("邮箱格式不正确，例如 name@example.com。"), "bad"),
    "INVALID_INPUT": (_l("填写的内容不符合要求。"), "bad"),
    "PASSWORD_NOT_PROVIDED": (_l("请填写密码。"), "bad"),
    "PASSWORD_INVALID_LENGTH": (_l("密码至少 %(length)s 个字符。"), "bad"),
    "PASSWORD_TOO_SIMPLE": (_l("密码过于简单。"), "bad"),
    "USER_DOES_NOT_EXIST": (_l("邮箱或密码不正确。"), "bad"),
    "INVALID_PASSWORD": (_l("邮箱或密码不正确。"), "bad"),
    "FORGOT_PASSWORD": (_l("忘记密码"), "ok"),
    "PASSWORD_RESET": (_l("密码已重置，并已登录。"), "ok"),
    "PASSWORD_RESET_NO_LOGIN": (_l("密码已重置，请用新密码登录。"), "ok"),
    "PASSWORD_IS_THE_SAME": (_l("新密码不能与旧密码相同。"), "bad"),
    "PASSWORD_CHANGE": (_l("密码已修改。"), "ok"),
    "LOGIN": (_l("请先登录，再继续这一步。"), "bad"),
    "REFRESH": (_l("为了安全，请再次输入密码。"), "bad"),
    "ANONYMOUS_USER_REQUIRED": (_l("你已经登录，不需要这一步。"), "bad"),
}

SETTINGS = {f"SECURITY_MSG_{key}": value for key, value in MESSAGES.items()}
