"""Start the site: ``python run.py`` runs web server and background worker together.

``python run.py web`` and ``python run.py worker`` run one of them alone, for service managers.
"""

from __future__ import annotations

import os
import sys

MINIMUM = (3, 11)


def main() -> int:
    """Dispatch on the first argument; without one, prepare the data and supervise both."""
    if sys.version_info < MINIMUM:
        print(
            f"需要 Python 3.11 或更新版本，现在是 {sys.version.split()[0]}。请安装后重试：apt install python3"
        )
        return 1
    from matchmaker import server, startup

    part = sys.argv[1] if len(sys.argv) > 1 else "all"
    if part == "worker":
        return server.serve_worker() or 0
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if part == "web":
        return server.serve_web(host, port) or 0
    if not startup.prepare(host, port):
        return 1
    return server.supervise(lambda: startup.announce(host, port))


if __name__ == "__main__":
    sys.exit(main())
