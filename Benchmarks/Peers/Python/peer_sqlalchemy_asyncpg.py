"""SQLAlchemy over asyncpg."""

from datetime import timezone
from functools import partial

from sqlalchemy.ext.asyncio import create_async_engine

from protocol import serve
from sqlalchemy_works import SQLAlchemyWorks


async def open_works(options):
    url = options.postgres.replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=8, max_overflow=0, pool_timeout=600)
    works = SQLAlchemyWorks(
        engine, engine.execution_options(isolation_level="AUTOCOMMIT"), options, zone=timezone.utc)
    by_tasks = {
        (f"T{tasks}", name): partial(work, tasks)
        for tasks in [1, 8, 64, 256, 1_000, 10_000]
        for name, work in [("SQLAlchemy Core", works.points_by_tasks), ("SQLAlchemy ORM", works.objects_by_tasks)]
    }
    return by_tasks | {
        ("P1", "SQLAlchemy Core"): works.points,
        ("P1", "SQLAlchemy ORM"): works.objects_in_one_session,
        ("P3", "SQLAlchemy Core"): works.scan,
        ("P3", "SQLAlchemy ORM"): works.scan_objects,
        ("P4", "SQLAlchemy Core"): works.insert,
        ("P4", "SQLAlchemy ORM"): works.insert_objects,
        ("P5", "SQLAlchemy Core"): works.pages,
        ("P5", "SQLAlchemy ORM"): works.pages_of_objects,
        ("P8", "SQLAlchemy Core"): works.change,
        ("P8", "SQLAlchemy ORM"): works.change_objects,
        ("P13", "SQLAlchemy Core"): works.families_by_hand,
        ("P13", "SQLAlchemy ORM"): works.families,
        ("P14", "SQLAlchemy Core"): works.json,
        ("P14", "SQLAlchemy ORM"): works.json_of_objects,
        ("P15", "SQLAlchemy Core"): partial(works.check_out, 1),
        ("P16", "SQLAlchemy Core"): partial(works.check_out, 64),
    }


serve(open_works)
