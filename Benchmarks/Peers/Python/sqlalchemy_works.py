"""SQLAlchemy's works, on either database: Core with a statement made once, ORM as its documentation shows."""

import json

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from models import Child, Copy, Parent, User
from protocol import in_tasks, key, weigh, weigh_families, weigh_object
import test_data

USERS, COPIES = User.__table__, Copy.__table__
ALL = select(USERS)
BY_KEY = select(USERS).where(USERS.c.id == bindparam("key"))
PAGE = select(USERS).where(USERS.c.id >= bindparam("first"), USERS.c.id < bindparam("end"))
PUBLIC = ["id", "name", "email", "age", "active"]


class SQLAlchemyWorks:
    """`autocommit` is the engine for reads by themselves, `engine` begins transactions."""

    def __init__(self, engine, autocommit, options, zone):
        self.engine, self.autocommit, self.options, self.zone = engine, autocommit, options, zone

    async def scan(self):
        async with self.autocommit.connect() as connection:
            return sum(map(weigh, (await connection.execute(ALL)).all()))

    async def scan_objects(self):
        async with AsyncSession(self.autocommit) as session:
            return sum(map(weigh_object, (await session.scalars(select(User))).all()))

    async def points(self):
        """One after another on one connection."""
        async with self.autocommit.connect() as connection:
            return await self._points(connection)

    async def points_in_transaction(self):
        async with self.engine.begin() as connection:
            return await self._points(connection)

    async def _points(self, connection):
        total, rows = 0, self.options.rows
        for n in range(self.options.selects):
            total += weigh((await connection.execute(BY_KEY, {"key": key(n, rows)})).one())
        return total

    async def objects_in_one_session(self, engine=None):
        total, rows = 0, self.options.rows
        async with AsyncSession(engine or self.autocommit) as session:
            for n in range(self.options.selects):
                total += weigh_object(await session.get(User, key(n, rows)))
        return total

    async def objects_in_transaction(self):
        return await self.objects_in_one_session(self.engine)

    async def points_by_tasks(self, tasks):
        """A connection of the pool for each."""
        async def share(numbers):
            total = 0
            for n in numbers:
                async with self.autocommit.connect() as connection:
                    total += weigh((await connection.execute(BY_KEY, {"key": key(n, self.options.rows)})).one())
            return total

        return await in_tasks(tasks, max(tasks, self.options.selects), share)

    async def objects_by_tasks(self, tasks):
        """A session for each."""
        async def share(numbers):
            total = 0
            for n in numbers:
                async with AsyncSession(self.autocommit) as session:
                    total += weigh_object(await session.get(User, key(n, self.options.rows)))
            return total

        return await in_tasks(tasks, max(tasks, self.options.selects), share)

    async def insert(self):
        async with self.engine.begin() as connection:
            await connection.execute(insert(COPIES), test_data.dicts(self.options.rows, self.zone))
        return self.options.rows

    async def insert_objects(self):
        async with AsyncSession(self.engine) as session, session.begin():
            session.add_all([Copy(**row) for row in test_data.dicts(self.options.rows, self.zone)])
        return self.options.rows

    async def change_objects(self):
        async with AsyncSession(self.engine) as session, session.begin():
            users = (await session.scalars(select(Copy))).all()
            for user in users:
                user.age = 7
        return len(users)

    async def change(self):
        statement = update(COPIES).where(COPIES.c.id == bindparam("key")).values(age=bindparam("new"))
        async with self.engine.begin() as connection:
            rows = (await connection.execute(select(COPIES))).all()
            await connection.execute(statement, [{"key": row.id, "new": 7} for row in rows])
        return len(rows)

    async def pages(self):
        total, options = 0, self.options
        async with self.autocommit.connect() as connection:
            for page in range(options.pages):
                first = page * options.page_size % options.rows + 1
                bounds = {"first": first, "end": first + options.page_size}
                total += sum(map(weigh, (await connection.execute(PAGE, bounds)).all()))
        return total

    async def pages_of_objects(self):
        total, options = 0, self.options
        for page in range(options.pages):
            first = page * options.page_size % options.rows + 1
            async with AsyncSession(self.autocommit) as session:
                statement = select(User).where(User.id >= first, User.id < first + options.page_size)
                total += sum(map(weigh_object, (await session.scalars(statement)).all()))
        return total

    async def families(self):
        total = 0
        async with AsyncSession(self.autocommit) as session:
            for parent in await session.scalars(select(Parent).options(selectinload(Parent.children))):
                for child in parent.children:
                    total += parent.id + child.id + len(child.name)
        return total

    async def families_by_hand(self):
        parents, children = Parent.__table__, Child.__table__
        async with self.autocommit.connect() as connection:
            return weigh_families(
                (await connection.execute(select(parents))).all(), (await connection.execute(select(children))).all())

    async def json(self):
        columns = [USERS.c[name] for name in PUBLIC]
        statement = select(*columns).where(USERS.c.age.is_not(None)).order_by(USERS.c.id).limit(self.options.answers)
        async with self.autocommit.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return len(json.dumps([row._asdict() for row in rows], separators=(",", ":")))

    async def json_of_objects(self):
        statement = select(User).where(User.age.is_not(None)).order_by(User.id).limit(self.options.answers)
        async with AsyncSession(self.autocommit) as session:
            users = (await session.scalars(statement)).all()
            bodies = [{name: getattr(user, name) for name in PUBLIC} for user in users]
        return len(json.dumps(bodies, separators=(",", ":")))

    async def check_out(self, tasks):
        async def share(numbers):
            for _ in numbers:
                async with self.autocommit.connect():
                    pass
            return len(numbers)

        return await in_tasks(tasks, self.options.selects, share)
