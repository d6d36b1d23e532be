"""Every setting of the site with its default and its meaning.

The environment overrides: ``MATCHMAKER_<KEY>`` for any key below, plus the customary
``DATABASE_URL`` and ``MATCHMAKER_DATA``. A file ``config.py`` in the data folder is read last but one.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


class Config:
    """Defaults of a machine that has just been set up."""

    RELEASE = "0.1.0"  # heads the change log; figures of the quality page are kept by it
    # -- identity of the site -------------------------------------------------------------
    SITE_NAME = "蒙科聚"
    SITE_BRANCH = "乌海分中心"
    SITE_URL = ""  # leads links in mails written outside a request; empty: this machine and PORT
    HOME_REGION = "150300"  # GB/T 2260 code of the city the site serves
    NUMBER_PREFIX = "WH"  # leads the public number of needs, achievements and experts
    # -- data -----------------------------------------------------------------------------
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = {"pool_pre_ping": True}
    SEARCH_BACKEND = "whoosh"  # or "memory" in tests
    # -- sessions and security ------------------------------------------------------------
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False  # set true behind TLS
    PERMANENT_SESSION_LIFETIME = 60 * 60 * 12  # seconds
    WTF_CSRF_ENABLED = True
    WTF_CSRF_TIME_LIMIT = 60 * 60 * 8  # seconds a form may stay open
    RATELIMIT_ENABLED = True
    RATELIMIT_STORAGE_URI = "memory://"
    RATELIMIT_DEFAULT = "600 per minute"
    RATELIMIT_HEADERS_ENABLED = True
    TRUSTED_PROXIES = 0  # how many reverse proxies stand in front
    # -- uploads --------------------------------------------------------------------------
    MAX_CONTENT_LENGTH = 25 * 1024 * 1024  # bytes of one request
    MAX_FORM_MEMORY_SIZE = 4 * 1024 * 1024  # bytes of one form's text
    MAX_FORM_PARTS = 6000
    UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # bytes of one file
    # -- languages and time ---------------------------------------------------------------
    BABEL_DEFAULT_LOCALE = "zh"
    BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"
    LANGUAGES = ("zh", "en")
    # -- mail -----------------------------------------------------------------------------
    MAIL_BACKEND = "file"  # "smtp" in production; "file" writes readable mails to <data>/mailbox
    MAIL_SERVER = "localhost"
    MAIL_PORT = 25
    MAIL_USERNAME: str | None = None
    MAIL_PASSWORD: str | None = None
    MAIL_USE_TLS = False
    MAIL_USE_SSL = False
    MAIL_TIMEOUT = 20  # seconds
    MAIL_BODY_KEPT_DAYS = 180  # the text of a sent mail is emptied after so many days
    MAIL_DEFAULT_SENDER = "noreply@matchmaker.example"
    # -- rules of the sub-centre, with the defaults of the field ----------------------------
    ITEM_VALID_DAYS = 180  # a published need or achievement expires after so many days
    EXPIRY_REMINDER_DAYS = 14  # its owner is reminded so many days before
    ANSWER_DAYS = 10  # working days a unit has for the answer to what is sent to it
    ANSWER_REMINDER_DAYS = 3  # it is reminded so many working days before the last one
    INTRODUCTION_DAYS = 10  # working days both sides of an introduction have for their answers
    STALE_AFTER_DAYS = 90  # not confirmed for so long: marked as possibly out of date
    MATCH_THRESHOLD = 60  # suggestions below this score (0–100) are not shown
    MATCH_LIMIT = 10  # suggestions kept visible for one item
    RERANKER_FOLDER = ""  # local folder with model.onnx and vocab.txt of a neural re-ranker; empty: none
    RERANKER_WEIGHT = 0.3  # its share (0–1) of what orders the suggestions
    CONTACT_REQUESTS_PER_DAY = 5  # messages one account may send to experts
    # -- background work --------------------------------------------------------------------
    BACKGROUND_POLL_SECONDS = 0.1
    # -- running ----------------------------------------------------------------------------
    DEMO = True  # load the demo world at first start and show demo accounts on the sign-in page
    SEALING_KEY = (
        ""  # base64 of 32 bytes that wrap the keys of bids; empty: <data>/sealing.key, made at first use
    )
    TEMPLATES_AUTO_RELOAD = False


class TestingConfig(Config):
    """What tests change: nothing leaves the machine and nothing waits."""

    TESTING = True
    SECRET_KEY = "testing-only"
    SECURITY_PASSWORD_SALT = "testing-only"
    WTF_CSRF_ENABLED = False
    RATELIMIT_ENABLED = False
    DEMO = False
    MAIL_BACKEND = "locmem"


def settings(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """The effective settings: class defaults, data folder, environment, then ``overrides``."""
    given = dict(overrides or {})
    base: type[Config] = given.pop("BASE", Config)
    result = {key: getattr(base, key) for key in dir(base) if key.isupper()}
    data = Path(given.get("DATA_DIR") or os.environ.get("MATCHMAKER_DATA") or PROJECT / "instance").resolve()
    data.mkdir(parents=True, exist_ok=True)
    result["DATA_DIR"] = str(data)
    result["SQLALCHEMY_DATABASE_URI"] = _database_url(data)
    result["MAIL_FILE_PATH"] = str(data / "mailbox")
    result.update(_from_environment(result))
    result.update(given)
    result["SITE_URL"] = result["SITE_URL"] or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    if "SECRET_KEY" not in result:
        result.update(_secrets(data))
    return result


def _database_url(data: Path) -> str:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres://"):  # the short form some hosts still hand out
        url = "postgresql://" + url.removeprefix("postgres://")
    return url or f"sqlite:///{data / 'matchmaker.db'}"


def _from_environment(known: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in os.environ.items():
        key = name.removeprefix("MATCHMAKER_")
        if name == key or key == "DATA":
            continue
        default = known.get(key)
        found[key] = text if default is None or isinstance(default, str) else json.loads(text.lower())
    return found


def _secrets(data: Path) -> dict[str, str]:
    """Keys made at the first start and kept readable by the owner only."""
    path = data / "secrets.json"
    if not path.exists():
        fresh = {"SECRET_KEY": secrets.token_hex(32), "SECURITY_PASSWORD_SALT": secrets.token_hex(16)}
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(fresh, file)
    return json.loads(path.read_text("utf-8"))
