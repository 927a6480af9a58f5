"""psycopg 3 in its C build, async: binary results, prepared from the first time on."""

import json
from functools import partial

import psycopg
from psycopg_pool import AsyncConnectionPool

from protocol import COLUMNS, in_tasks, key, serve, weigh, weigh_families
import test_data

BY_KEY = f"SELECT {COLUMNS} FROM users WHERE id = %s"


async def fetch(connection, sql, values=()):
    cursor = connection.cursor(binary=True)
    await cursor.execute(sql, values, prepare=True)
    return await cursor.fetchall()


class Works:
    def __init__(self, options, connection, pool):
        self.options, self.connection, self.pool = options, connection, pool

    async def scan(self):
        return sum(map(weigh, await fetch(self.connection, f"SELECT {COLUMNS} FROM users")))

    async def points(self):
        total, cursor = 0, self.connection.cursor(binary=True)
        for n in range(self.options.selects):
            await cursor.execute(BY_KEY, (key(n, self.options.rows),), prepare=True)
            total += weigh(await cursor.fetchone())
        return total

    async def points_by_tasks(self, tasks):
        async def share(numbers):
            total = 0
            for n in numbers:
                async with self.pool.connection() as connection:
                    total += weigh((await fetch(connection, BY_KEY, (key(n, self.options.rows),)))[0])
            return total

        return await in_tasks(tasks, max(tasks, self.options.selects), share)

    async def insert(self):
        async with self.connection.transaction():
            await self.connection.cursor().executemany(
                f"INSERT INTO users_copy ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",
                test_data.tuples(self.options.rows))
        return self.options.rows

    async def copy(self):
        statement = f"COPY users_copy ({COLUMNS}) FROM STDIN (FORMAT binary)"
        async with self.connection.cursor().copy(statement) as copy:
            copy.set_types(["int8", "text", "text", "int4", "bool", "timestamptz"])
            for row in test_data.tuples(self.options.rows):
                await copy.write_row(row)
        return self.options.rows

    async def change(self):
        async with self.connection.transaction():
            rows = await fetch(self.connection, f"SELECT {COLUMNS} FROM users_copy")
            await self.connection.cursor().executemany(
                "UPDATE users_copy SET age = %s WHERE id = %s", [(7, row[0]) for row in rows])
        return len(rows)

    async def families(self):
        return weigh_families(
            await fetch(self.connection, "SELECT id, name FROM parents"),
            await fetch(self.connection, "SELECT id, name, parent_id FROM children"))

    async def pages(self):
        total, options = 0, self.options
        for page in range(options.pages):
            first = page * options.page_size % options.rows + 1
            rows = await fetch(
                self.connection, f"SELECT {COLUMNS} FROM users WHERE id >= %s AND id < %s",
                (first, first + options.page_size))
            total += sum(map(weigh, rows))
        return total

    async def json(self):
        names = ["id", "name", "email", "age", "active"]
        rows = await fetch(
            self.connection,
            f"SELECT {', '.join(names)} FROM users WHERE age IS NOT NULL ORDER BY id LIMIT %s",
            (self.options.answers,))
        return len(json.dumps([dict(zip(names, row)) for row in rows], separators=(",", ":")))

    async def check_out(self, tasks):
        async def share(numbers):
            for _ in numbers:
                async with self.pool.connection():
                    pass
            return len(numbers)

        return await in_tasks(tasks, self.options.selects, share)


async def open_works(options):
    assert psycopg.pq.__impl__ in ("binary", "c"), "psycopg must not run in pure Python"
    settings = {"autocommit": True}
    pool = AsyncConnectionPool(
        options.postgres, min_size=8, max_size=8, timeout=600, kwargs=settings, open=False)
    await pool.open(wait=True)
    works = Works(options, await psycopg.AsyncConnection.connect(options.postgres, **settings), pool)
    by_tasks = {
        (f"T{tasks}", "psycopg"): partial(works.points_by_tasks, tasks)
        for tasks in [1, 8, 64, 256, 1_000, 10_000]
    }
    return by_tasks | {
        ("P1", "psycopg"): works.points,
        ("P3", "psycopg"): works.scan,
        ("P4", "psycopg"): works.insert,
        ("P5", "psycopg"): works.pages,
        ("P8", "psycopg"): works.change,
        ("P13", "psycopg"): works.families,
        ("P14", "psycopg"): works.json,
        ("P15", "psycopg"): partial(works.check_out, 1),
        ("P16", "psycopg"): partial(works.check_out, 64),
        ("P17", "psycopg"): works.copy,
    }


serve(open_works)
