"""asyncpg alone: its statement cache prepares, binary always. Its pool resets a connection that comes back, which is
a round trip; so there is one that does not, too."""

import json
from functools import partial

import asyncpg

from protocol import COLUMNS, in_tasks, key, serve, weigh, weigh_families
import test_data

BY_KEY = f"SELECT {COLUMNS} FROM users WHERE id = $1"


async def no_reset(connection):
    pass


class Works:
    def __init__(self, options, connection, pool, pool_without_reset):
        self.options, self.connection = options, connection
        self.pool, self.pool_without_reset = pool, pool_without_reset

    async def scan(self):
        return sum(map(weigh, await self.connection.fetch(f"SELECT {COLUMNS} FROM users")))

    async def points(self):
        statement, total = await self.connection.prepare(BY_KEY), 0
        for n in range(self.options.selects):
            total += weigh(await statement.fetchrow(key(n, self.options.rows)))
        return total

    async def points_by_tasks(self, pool, tasks):
        async def share(numbers):
            total = 0
            for n in numbers:
                async with pool.acquire() as connection:
                    total += weigh(await connection.fetchrow(BY_KEY, key(n, self.options.rows)))
            return total

        return await in_tasks(tasks, max(tasks, self.options.selects), share)

    async def insert(self):
        async with self.connection.transaction():
            await self.connection.executemany(
                f"INSERT INTO users_copy ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)",
                test_data.tuples(self.options.rows))
        return self.options.rows

    async def insert_by_arrays(self):
        """By hand, as C does it."""
        rows, size = test_data.tuples(self.options.rows), 10_000
        async with self.connection.transaction():
            for first in range(0, len(rows), size):
                await self.connection.execute(
                    f"INSERT INTO users_copy ({COLUMNS}) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], "
                    "$4::int[], $5::bool[], $6::timestamptz[])", *zip(*rows[first:first + size]))
        return len(rows)

    async def copy(self):
        await self.connection.copy_records_to_table(
            "users_copy", records=test_data.tuples(self.options.rows), columns=test_data.NAMES)
        return self.options.rows

    async def change(self):
        async with self.connection.transaction():
            rows = await self.connection.fetch(f"SELECT {COLUMNS} FROM users_copy")
            await self.connection.executemany(
                "UPDATE users_copy SET age = $1 WHERE id = $2", [(7, row["id"]) for row in rows])
        return len(rows)

    async def families(self):
        return weigh_families(
            await self.connection.fetch("SELECT id, name FROM parents"),
            await self.connection.fetch("SELECT id, name, parent_id FROM children"))

    async def pages(self):
        total, options = 0, self.options
        statement = await self.connection.prepare(f"SELECT {COLUMNS} FROM users WHERE id >= $1 AND id < $2")
        for page in range(options.pages):
            first = page * options.page_size % options.rows + 1
            total += sum(map(weigh, await statement.fetch(first, first + options.page_size)))
        return total

    async def json(self):
        rows = await self.connection.fetch(
            "SELECT id, name, email, age, active FROM users WHERE age IS NOT NULL ORDER BY id LIMIT $1",
            self.options.answers)
        return len(json.dumps([dict(row) for row in rows], separators=(",", ":")))

    async def check_out(self, pool, tasks):
        async def share(numbers):
            for _ in numbers:
                async with pool.acquire():
                    pass
            return len(numbers)

        return await in_tasks(tasks, self.options.selects, share)


async def open_works(options):
    pool = await asyncpg.create_pool(options.postgres, min_size=8, max_size=8)
    without = await asyncpg.create_pool(options.postgres, min_size=8, max_size=8, reset=no_reset)
    works = Works(options, await asyncpg.connect(options.postgres), pool, without)
    pools = [("asyncpg", pool), ("asyncpg, no reset", without)]
    by_tasks = {
        (f"T{tasks}", name): partial(works.points_by_tasks, pool, tasks)
        for tasks in [1, 8, 64, 256, 1_000, 10_000] for name, pool in pools
    }
    check_outs = {
        (work, name): partial(works.check_out, pool, tasks)
        for work, tasks in [("P15", 1), ("P16", 64)] for name, pool in pools
    }
    return by_tasks | check_outs | {
        ("P1", "asyncpg"): works.points,
        ("P3", "asyncpg"): works.scan,
        ("P4", "asyncpg"): works.insert,
        ("P4", "asyncpg, unnest"): works.insert_by_arrays,
        ("P5", "asyncpg"): works.pages,
        ("P8", "asyncpg"): works.change,
        ("P13", "asyncpg"): works.families,
        ("P14", "asyncpg"): works.json,
        ("P17", "asyncpg"): works.copy,
    }


serve(open_works)
