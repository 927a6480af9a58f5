"""The part of the README that a run writes."""

from report import summary
from settings import ROOT

BEGIN, END = "<!-- written by scripts/bench-peers -->", "<!-- end of what it wrote -->"
SHORT = [
    "C", "Cinnabar Core", "Cinnabar ORM", "GRDB", "GRDB Codable", "asyncpg", "psycopg", "SQLAlchemy Core",
    "SQLAlchemy ORM",
]


def update_readme(found):
    """Puts the short table and the plot between the marks."""
    path = ROOT / "README.md"
    before, rest = path.read_text().split(BEGIN)
    after = rest.split(END)[1]
    place = f"Benchmarks/Results/{found['date']}"
    parts = [
        BEGIN, f"Measured on {found['date']}: {found['machine'][0].removeprefix('- ')}. Microseconds per row or "
        f"operation, and in parentheses the ratio to raw C on the same client library; ⬤ where a peer wins. "
        f"[All figures, versions, settings, spread]({place}.md).", "",
        f"![ratio to raw C, work by work]({place}.svg)", "",
        *summary(found, "SQLite", SHORT), "", *summary(found, "PostgreSQL", SHORT), "", END,
    ]
    path.write_text(before + "\n".join(parts) + after)
