"""The works, and who does them. What each is for and made of stands at the head of its file in Sources/benchmarks."""

from dataclasses import dataclass

LABELS = [
    "C", "Cinnabar Core", "Cinnabar, on loop", "Cinnabar ORM", "GRDB", "GRDB Codable", "GRDB async", "asyncpg",
    "asyncpg, no reset", "asyncpg, unnest", "psycopg", "SQLAlchemy Core", "SQLAlchemy ORM",
]


@dataclass
class Contender:
    label: str
    """As the tables say it."""
    peer: str
    """The process."""
    benchmark: str
    name: str
    """As the peer calls it."""

    @property
    def is_orm(self):
        return self.label.endswith("ORM")

    @property
    def is_cinnabar(self):
        return self.label.startswith("Cinnabar")


@dataclass
class Work:
    id: str
    database: str
    title: str
    unit: str
    operations: int
    contenders: list
    writes: bool = False


def _of(id, c=None, core=None, orm=None, peers=(), orm_id=None, on_loop=()):
    """Contenders: C, Cinnabar's by their names in the benchmark, and others of the same names in all works.

    Cinnabar's best road is a contender beside its default, and no peer is measured by it: marks are against defaults.
    """
    found = [Contender("C", "C", id, c)] if c else []
    found += [Contender("Cinnabar Core", "Cinnabar", id, core)] if core else []
    found += [Contender("Cinnabar, on loop", "Cinnabar", *on_loop)] if on_loop else []
    found += [Contender("Cinnabar ORM", "Cinnabar", orm_id or id, orm)] if orm else []
    return found + [Contender(label, peer, id, label) for label, peer in peers]


def _grdb(*labels):
    return [(label, "GRDB") for label in labels]


def _sqlalchemy(peer, *layers):
    return [(f"SQLAlchemy {layer}", peer) for layer in layers or ["Core", "ORM"]]


def _asyncpg(*labels):
    return [(label, "asyncpg") for label in labels or ["asyncpg"]]


def sqlite(settings):
    s, lite = settings, "aiosqlite"
    return [
        Work("S1", "SQLite", f"read {s.rows:,} rows × 6", "row", s.rows, _of(
            "S1", "C", "Cinnabar", "Cinnabar ORM", _grdb("GRDB", "GRDB Codable") + _sqlalchemy(lite), orm_id="S5")),
        Work("S2a", "SQLite", "select by key, in one transaction", "select", s.selects, _of(
            "S2a", "C", "Cinnabar, read { }", "Cinnabar ORM, one session",
            _grdb("GRDB", "GRDB Codable") + _sqlalchemy(lite))),
        Work("S2b", "SQLite", "select by key, each by itself", "select", s.selects, _of(
            "S2b", "C, autocommit", "Cinnabar", "Cinnabar ORM, a session for each",
            _grdb("GRDB", "GRDB Codable", "GRDB async") + _sqlalchemy(lite))),
        Work("S3", "SQLite", f"insert {s.rows:,} rows", "row", s.rows, _of(
            "S3", "C", "Cinnabar", "Cinnabar ORM", _grdb("GRDB", "GRDB Codable") + _sqlalchemy(lite),
            orm_id="S6"), writes=True),
        Work("S4", "SQLite", f"load {s.changes:,}, change one field, store", "row", s.changes, _of(
            "S7", "C", "Cinnabar, rows", "Cinnabar ORM", _grdb("GRDB", "GRDB Codable") + _sqlalchemy(lite)),
            writes=True),
        Work("S5", "SQLite", f"load {s.parents:,} parents × {s.children} children", "child", s.parents * s.children,
             _of("S8", "C", "Cinnabar, rows", "Cinnabar ORM", _grdb("GRDB", "GRDB Codable") + _sqlalchemy(lite))),
        Work("S6", "SQLite", f"{s.answers:,} rows as JSON", "row", s.answers, _of(
            "S9", "C", "Cinnabar", "Cinnabar ORM", _grdb("GRDB Codable") + _sqlalchemy(lite))),
        Work("S7", "SQLite", "take and give back a connection", "lease", s.selects, _of(
            "S10", None, "Cinnabar", None, _grdb("GRDB", "GRDB async") + _sqlalchemy(lite, "Core"))),
    ]


def postgresql(settings):
    s, alchemy, psycopg = settings, "sqlalchemy_asyncpg", [("psycopg", "psycopg")]
    pools = _asyncpg("asyncpg", "asyncpg, no reset")
    plain = _asyncpg() + psycopg + _sqlalchemy(alchemy)
    return [
        Work("P1", "PostgreSQL", "select by key, one connection", "select", s.selects, _of(
            "P1", "C", "Cinnabar, connect { }, from any task", "Cinnabar ORM, one session", plain,
            on_loop=("P1", "Cinnabar, begin { }, on the loop"))),
        *[by_tasks(s, f"P2, {tasks}", tasks) for tasks in (64, 256)],
        Work("P3", "PostgreSQL", f"read {s.rows:,} rows × 6", "row", s.rows, _of(
            "P3", "C", "Cinnabar", "Cinnabar ORM", plain, orm_id="P6")),
        Work("P4", "PostgreSQL", f"insert {s.rows:,} rows", "row", s.rows, _of(
            "P4", "C, unnest", "Cinnabar", "Cinnabar ORM",
            _asyncpg("asyncpg", "asyncpg, unnest") + psycopg + _sqlalchemy(alchemy), orm_id="P7"), writes=True),
        Work("P4, COPY", "PostgreSQL", f"store {s.rows:,} rows by COPY", "row", s.rows, _of(
            "P17", "C", "Cinnabar", None, _asyncpg() + psycopg), writes=True),
        Work("P5", "PostgreSQL", f"{s.pages} × select {s.page_size:,} rows", "row", s.pages * s.page_size, _of(
            "P5", "C", "Cinnabar", "Cinnabar ORM", plain)),
        Work("P6", "PostgreSQL", f"load {s.changes:,}, change one field, store", "row", s.changes, _of(
            "P8", "C, unnest", "Cinnabar, rows", "Cinnabar ORM", plain), writes=True),
        Work("P7", "PostgreSQL", f"load {s.parents:,} parents × {s.children} children", "child",
             s.parents * s.children, _of("P13", "C", "Cinnabar, rows", "Cinnabar ORM", plain)),
        Work("P8", "PostgreSQL", f"{s.answers:,} rows as JSON", "row", s.answers, _of(
            "P14", "C", "Cinnabar", "Cinnabar ORM", plain)),
        *[Work(f"P9, {tasks}", "PostgreSQL", f"take and give back a connection, {many}", "lease", s.selects, _of(
            id, None, "Cinnabar", None, pools + psycopg + _sqlalchemy(alchemy, "Core")))
          for id, tasks, many in [("P15", 1, "one task"), ("P16", 64, "64 tasks on 8")]],
    ]


def by_tasks(settings, id, tasks):
    operations = max(settings.selects, tasks)
    return Work(
        id, "PostgreSQL", f"select by key, {tasks:,} tasks on a pool of 8", "select", operations, _of(
            f"T{tasks}", "C, blocking threads", "Cinnabar", "Cinnabar ORM, a session for each",
            _asyncpg("asyncpg", "asyncpg, no reset") + [("psycopg", "psycopg")] + _sqlalchemy("sqlalchemy_asyncpg"),
            on_loop=("P9", "Cinnabar, on the loop") if tasks == 64 else ()))
