"""The whole site as real processes on a free port, with its own data folder and a real SMTP sink."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.support.mail import Sink, free_port

PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Site:
    """``start()`` runs web server and worker as ``run.py`` does; ``kill(part)`` ends one without mercy."""

    data: Path
    demo: bool = True
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    sink: Sink = field(default_factory=Sink)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    controller: Controller | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def variables(self) -> dict[str, str]:
        given = {
            "MATCHMAKER_DATA": str(self.data),
            "PORT": str(self.port),
            "MATCHMAKER_DEMO": "true" if self.demo else "false",
            "MATCHMAKER_RATELIMIT_ENABLED": "false",
            "PYTHONUNBUFFERED": "1",
        }
        if self.controller is not None:
            given |= {
                "MATCHMAKER_MAIL_BACKEND": "smtp",
                "MATCHMAKER_MAIL_SERVER": "127.0.0.1",
                "MATCHMAKER_MAIL_PORT": str(self.controller.port),
            }
        return os.environ | given | self.environment

    def open_mailbox(self) -> None:
        """Run a real SMTP server that the site sends through."""
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.controller.start()

    def start(self, *parts: str) -> Site:
        """Start the given parts (``web``, ``worker``), or everything as one command."""
        for part in parts or ("all",):
            command = [sys.executable, "run.py", *([] if part == "all" else [part])]
            with open(self.data / f"{part}.log", "ab") as log:
                self.processes[part] = subprocess.Popen(
                    command, cwd=PROJECT, env=self.variables(), stdout=log, stderr=log, start_new_session=True
                )
        return self

    def wait(self, path: str = "/ready", seconds: float = 120) -> dict[str, object]:
        """Block until the site answers 200 at ``path``."""
        deadline, last = time.monotonic() + seconds, ""
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                last = error.read().decode()
            except OSError as error:
                last = str(error)
            time.sleep(0.1)
        raise TimeoutError(f"{last}\n{self.logs()}")

    def kill(self, part: str) -> None:
        """SIGKILL to a part and all its children."""
        process = self.processes.pop(part)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End everything politely, then by force."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def flask(self, *arguments: str, timeout: float = 300) -> str:
        """Run a command of the site on the same data; returns what it prints."""
        command = [sys.executable, "-m", "flask", "--app", "matchmaker.app:create_app", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.variables(), capture_output=True, text=True, timeout=timeout
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def logs(self) -> str:
        return "\n".join(f"== {p.name}\n{p.read_text()[-3000:]}" for p in self.data.glob("*.log"))
