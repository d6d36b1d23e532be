"""`create_app`: config → extensions → web shell → features → wiring → commands."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaker import config, extensions, wiring, worker
from matchmaker.accounts import security as accounts_security
from matchmaker.kernel.cli import audit_cli, workflow_cli
from matchmaker.web import errors, health, language, security, templating

PROJECT = config.PROJECT
# In the order of the layers; a feature has views (blueprints), cli (commands), or both.
FEATURES = (
    "accounts",
    "taxonomy",
    "organizations",
    "calls",
    "search",
    "challenges",
    "achievements",
    "experts",
    "matching",
    "brokers",
    "introductions",
    "learning",
    "interests",
    "assessments",
    "bids",
    "evaluations",
    "awards",
    "contracts",
    "notifications",
    "dashboards",
    "home",
    "lifecycle",
    "devdata",
)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """A ready application; ``overrides`` win over environment and defaults."""
    app = Flask(
        "matchmaker",
        instance_path=str(PROJECT / "instance"),
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "static"),
    )
    app.config.from_mapping(config.settings(overrides))
    app.config.from_pyfile(str(Path(app.config["DATA_DIR"], "config.py")), silent=True)
    app.config.update(overrides or {})
    app.jinja_env.add_extension("jinja2.ext.do")
    _bind_extensions(app)
    for part in (errors, security, templating, accounts_security):
        part.init_app(app)
    app.register_blueprint(language.blueprint)
    app.register_blueprint(health.blueprint)
    _load_features(app)
    wiring.init_app(app)
    worker.init_app(app)
    app.cli.add_command(workflow_cli)
    app.cli.add_command(audit_cli)
    app.extensions["application_factory"] = create_app  # for child processes: they start from nothing
    return app


def _bind_extensions(app: Flask) -> None:
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    extensions.db.init_app(app)
    folder = PROJECT / "matchmaker" / "migrations"
    extensions.migrate.init_app(app, extensions.db, directory=str(folder), render_as_batch=True)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(
        app,
        default_translation_directories=str(PROJECT / "matchmaker" / "translations"),
        locale_selector=language.choose_locale,
    )
    extensions.mail.init_app(app)
    extensions.limiter.init_app(app)


def _load_features(app: Flask) -> None:
    for feature in FEATURES:
        package = import_module(f"matchmaker.{feature}")
        for blueprint in getattr(package, "blueprints", lambda: ())():
            app.register_blueprint(blueprint)
        for command in getattr(package, "commands", lambda: ())():
            app.cli.add_command(command)
