"""What the figures were measured on."""

import os
import platform
import sqlite3
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

from settings import ROOT


def describe(settings):
    """Lines of Markdown."""
    released = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    processor = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    busy = _busy()
    return [
        f"- {processor}, {os.cpu_count()} cores, {memory} GB, {released['PRETTY_NAME'].strip(chr(34))}; "
        f"other programs took {busy:.0%} of the processors before the run"
        + (" (**too much: not for quoting**)" if busy > 0.1 else ""),
        f"- Cinnabar{_revision()}, {_swift()}, "
        f"SQLite {sqlite3.sqlite_version}, libpq {_libpq()}, {_server()} on the same machine over TCP",
        "- GRDB 7.10.0 (`DatabasePool`); " + f"Python {platform.python_version()} with uvloop {version('uvloop')}, "
        f"SQLAlchemy {version('sqlalchemy')}, aiosqlite {version('aiosqlite')}, asyncpg {version('asyncpg')}, "
        f"psycopg {version('psycopg')} (its binary package, with a libpq of its own)",
        "- SQLite: a file in memory, WAL, `synchronous=FULL`; PostgreSQL: prepared statements, binary results, READ "
        "COMMITTED, fsync off for all alike",
        f"- {settings.rows:,} rows, {settings.selects:,} point selects, {settings.rounds} rounds of at least "
        f"{settings.shortest * 1000:.0f} ms each, in turns; release builds",
    ]


def _busy():
    """The share of the processors that is taken now, over two seconds."""
    def ticks():
        spent = [int(ticks) for ticks in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return sum(spent), spent[3] + spent[4]

    (all_before, idle_before), _, (all_after, idle_after) = ticks(), time.sleep(2), ticks()
    return 1 - (idle_after - idle_before) / max(all_after - all_before, 1)


def _revision():
    """Empty where this is no clone."""
    git = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return " " + git.stdout.strip() if git.returncode == 0 else ""


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _swift():
    line = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return line.split(" (")[0]


def _libpq():
    return _output("pg_config", "--version").removeprefix("PostgreSQL ").split(" ")[0]


def _server():
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return "PostgreSQL " + _output(str(newest[-1]) if newest else "postgres", "--version").split(" ")[2]
