"""A class that no stylesheet and no script knows looks like styling and is none."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMPUTED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def test_every_class_of_a_template_is_known_to_a_stylesheet_or_a_script() -> None:
    styles = "\n".join(path.read_text(errors="replace") for path in (ROOT / "static").rglob("*.css"))
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", styles))
    ours = (path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts)
    scripts = "\n".join(path.read_text() for path in ours)
    unknown = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in (ROOT / "templates").rglob("*.html")
        for value in re.findall(r'class="([^"]*)"', path.read_text())
        for word in COMPUTED.sub("…", value).split()
        if re.fullmatch(r"[A-Za-z][\w-]*", word) and word not in known and word not in scripts
    }
    assert not unknown
