"""Web server and background worker as one command; each can also be started alone (systemd).

The supervisor starts both as child processes, restarts the worker when it dies, stops both on Ctrl-C or SIGTERM,
and stops everything when the web server cannot live.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

log = logging.getLogger(__name__)
SHORTEST_LIFE = 5.0  # seconds: a child that dies earlier is not restarted at once


def serve_web(host: str, port: int) -> None:
    """Run gunicorn in this process until it is told to stop."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": int(os.environ.get("WEB_PROCESSES", "1")),
                "threads": int(os.environ.get("WEB_THREADS", "8")),
                "worker_class": "gthread",
                "timeout": 60,
                "graceful_timeout": 8,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for key, value in settings.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> Any:
            from matchmaker.app import create_app
            from matchmaker.search import kernels

            threading.Thread(target=kernels.warm_up, daemon=True).start()
            return create_app()

    Server().run()


def serve_worker() -> None:
    """Run the background tasks in this process until it is told to stop."""
    from matchmaker.app import create_app
    from matchmaker.worker import run

    run(create_app())


class Supervisor:
    """Keeps the two children alive and takes them down together."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.stopping = False

    def run(self, announce: Callable[[], None]) -> int:
        """Start everything, call ``announce``, and wait; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        announce()
        code = self._watch()
        self._take_down()
        return code

    def _start(self, name: str) -> None:
        self.started[name] = time.monotonic()
        # Own process groups: Ctrl-C reaches only the supervisor, which stops the children in order.
        self.children[name] = subprocess.Popen(self.commands[name], start_new_session=True)  # noqa: S603  our own program

    def _watch(self) -> int:
        while not self.stopping:
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.stopping:
                    if time.monotonic() - self.started[name] < SHORTEST_LIFE:
                        log.error("%s stopped with code %s right after its start", name, child.returncode)
                        return child.returncode or 1
                    log.warning("%s stopped with code %s and is started again", name, child.returncode)
                    self._start(name)
            time.sleep(0.2)
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _take_down(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + 10
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def supervise(announce: Callable[[], None]) -> int:
    """Web server and worker as children of this process, with this interpreter."""
    this = [sys.executable, str(Path(sys.argv[0]).resolve())]
    return Supervisor({"web": [*this, "web"], "worker": [*this, "worker"]}).run(announce)
