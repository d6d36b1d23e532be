"""The table and the chart of `make bench-matching`, written into docs/."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- matching: begin -->", "<!-- matching: end -->"
_LABELS = {
    "ours_warm": "ours, warm",
    "ours_cold": "ours, cold",
    "ours_after_commit": "ours, after a commit",
    "sqlite_fts5": "SQLite FTS5",
    "whoosh": "Whoosh as it comes",
}
_WIDTH, _ROW, _LEFT = 640, 30, 150


def write_report(result: dict[str, Any]) -> None:
    """Replace the marked part of docs/benchmarks.md and the picture beside it."""
    page = DOCS / "benchmarks.md"
    text = page.read_text("utf-8")
    part = f"{BEGIN}\n{_table(result)}\n{END}"
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _m: part, text, flags=re.S), "utf-8")
    (DOCS / "matching.svg").write_text(_chart(result), "utf-8")


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"{result['documents']:,} offers, {result['queries']} need-length questions, the same terms for all, k = 100:",
        "", "| engine | p50 ms | p95 ms | indexed/s |", "|---|---|---|---|",
    ]  # fmt: skip
    for row in sorted(result["rows"], key=lambda one: one["p50_ms"]):
        name = _LABELS.get(row["engine"], row["engine"])
        lines.append(f"| {name} | {row['p50_ms']:g} | {row['p95_ms']:g} | {row['index_docs_per_s']:,} |")
    lines += ["", "![Median time of a question by engine, logarithmic](matching.svg)", ""]
    lines.append(
        f"Index {result['index_mb']} MB, memory {result['memory_mb']} MB after indexing, "
        f"publication until recalled p95 {result['publish_to_suggest_p95_s']} s."
    )
    return "\n".join(lines)


def _chart(result: dict[str, Any]) -> str:
    rows = sorted(result["rows"], key=lambda one: one["p50_ms"])
    low = math.log10(min(row["p50_ms"] for row in rows) / 2)
    high = math.log10(max(row["p50_ms"] for row in rows) * 1.2)
    height = _ROW * len(rows) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="13">'
    ]
    for place, row in enumerate(rows):
        top = place * _ROW + 6
        width = (math.log10(row["p50_ms"]) - low) / (high - low) * (_WIDTH - _LEFT - 90)
        colour = "#1a83ac" if row["engine"].startswith("ours") else "#cfc3ac"
        name = _LABELS.get(row["engine"], row["engine"])
        parts.append(f'<text x="{_LEFT - 8}" y="{top + 15}" text-anchor="end">{name}</text>')
        parts.append(f'<rect x="{_LEFT}" y="{top}" width="{width:.0f}" height="20" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + width + 6:.0f}" y="{top + 15}">{row["p50_ms"]:g} ms</text>')
    return "\n".join([*parts, "</svg>", ""])
