"""Before the first request: tables, demo world, index; and the words on the terminal."""

from __future__ import annotations

import socket
import time
import urllib.request

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from matchmaker.accounts.models import User
from matchmaker.app import create_app
from matchmaker.devdata.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from matchmaker.devdata.loader import load_world
from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import upkeep
from matchmaker.search.services import load_defaults


def prepare(host: str, port: int) -> bool:
    """Bring the data folder up to date; False (after saying why) when the site cannot start."""
    if not _is_free(host, port):
        click.echo(f"端口 {port} 已被占用。换一个端口：PORT={port + 1} make run", err=True)
        return False
    app = create_app()
    with app.app_context():
        click.echo("· 数据库：检查结构 …")
        upgrade()
        if app.config["DEMO"] and db.session.scalar(select(User.id).limit(1)) is None:
            load_world(lambda text: click.echo(f"· 示例数据：{text}"))
        with transaction():
            load_defaults()
        click.echo("· 检索索引：检查 …")
        upkeep.ensure_ready(lambda text: click.echo(f"· 检索索引：{text}"))
    return True


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def announce(host: str, port: int) -> None:
    """Wait until the server answers, then print the address and the demo accounts."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    address = f"http://{shown}:{port}"
    _wait_for(f"{address}/health")
    click.echo(f"\n汇智对接 Matchmaker 已启动：{address}/\n")
    app = create_app()
    if app.config["DEMO"]:
        _print_accounts(app, address)
    click.echo("按 Ctrl-C 停止。")


def _wait_for(address: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  our own address
                return
        except OSError:
            time.sleep(0.1)


def _print_accounts(app: Flask, address: str) -> None:
    click.echo(f"示例账号（密码都是 {DEMO_PASSWORD}）：")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.email:<32}{account.label}")
    if app.config["MAIL_BACKEND"] == "file":
        click.echo(f"站内邮箱（没有配置邮件服务器，邮件在这里看）：{address}/mailbox\n")
