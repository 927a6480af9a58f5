"""SQLAlchemy over aiosqlite."""

from functools import partial

from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from protocol import serve
from sqlalchemy_works import SQLAlchemyWorks


async def open_works(options):
    engine = create_async_engine(f"sqlite+aiosqlite:///{options.file}")

    @event.listens_for(engine.sync_engine, "connect")
    def as_durable_as_the_others(connection, _):
        connection.execute("PRAGMA synchronous = FULL")

    works = SQLAlchemyWorks(engine, engine.execution_options(isolation_level="AUTOCOMMIT"), options, zone=None)
    return {
        ("S1", "SQLAlchemy Core"): works.scan,
        ("S1", "SQLAlchemy ORM"): works.scan_objects,
        ("S2a", "SQLAlchemy Core"): works.points_in_transaction,
        ("S2a", "SQLAlchemy ORM"): works.objects_in_transaction,
        ("S2b", "SQLAlchemy Core"): partial(works.points_by_tasks, 1),
        ("S2b", "SQLAlchemy ORM"): partial(works.objects_by_tasks, 1),
        ("S3", "SQLAlchemy Core"): works.insert,
        ("S3", "SQLAlchemy ORM"): works.insert_objects,
        ("S7", "SQLAlchemy Core"): works.change,
        ("S7", "SQLAlchemy ORM"): works.change_objects,
        ("S8", "SQLAlchemy Core"): works.families_by_hand,
        ("S8", "SQLAlchemy ORM"): works.families,
        ("S9", "SQLAlchemy Core"): works.json,
        ("S9", "SQLAlchemy ORM"): works.json_of_objects,
        ("S10", "SQLAlchemy Core"): partial(works.check_out, 1),
    }


serve(open_works)
