"""Rows of the test data, the same as everybody makes."""

from datetime import datetime, timedelta, timezone
from functools import cache

NAMES = ["id", "name", "email", "age", "active", "created_at"]


@cache
def tuples(count, zone=timezone.utc):
    start = datetime.fromtimestamp(1_700_000_000, timezone.utc).replace(tzinfo=zone)
    return [
        (id, f"User {id}", f"user{id}@example.com", None if id % 5 == 0 else 18 + id % 60, id % 2 == 0,
         start + timedelta(milliseconds=id * 1125))
        for id in range(1, count + 1)
    ]


@cache
def dicts(count, zone=timezone.utc):
    return [dict(zip(NAMES, row)) for row in tuples(count, zone)]
