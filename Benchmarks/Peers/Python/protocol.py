"""The commands of `benchmarks --serve` for a peer in Python, and what all of them share."""

import argparse
import asyncio
import gc
import sys
import time

import uvloop

COLUMNS = "id, name, email, age, active, created_at"


def options():
    """The sizes of the work, and where the data is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file")
    parser.add_argument("--postgres")
    for size in ["rows", "selects", "changes", "answers", "parents", "children", "pages", "page-size"]:
        parser.add_argument(f"--{size}", type=int, default=0)
    return parser.parse_args()


def serve(open_works):
    """Answers until the input ends; `open_works(options)` is an async function that returns the works by name."""
    uvloop.run(_serve(open_works))


async def _serve(open_works):
    works = await open_works(options())
    loop = asyncio.get_running_loop()
    print("ready", flush=True)
    # The loop goes on while it waits, for libraries that have work of their own.
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, work, contender = line.rstrip("\n").split("\t")
        try:
            print("ok", *await _measure(works[work, contender]), sep="\t", flush=True)
        except Exception as error:  # whatever it is, the driver has to hear of it
            print("error", f"{type(error).__name__}: {error}".replace("\n", " "), sep="\t", flush=True)


async def _measure(work):
    gc.collect()
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    answer = await work()
    wall, used = time.perf_counter_ns() - start, time.process_time_ns() - cpu
    return wall, used, answer


async def in_tasks(tasks, count, work):
    """Spreads `count` pieces of work over tasks that run at the same time; the sum of what they return."""
    shares = [range(count * task // tasks, count * (task + 1) // tasks) for task in range(tasks)]
    return sum(await asyncio.gather(*map(work, shares)))


def key(n, rows):
    """The key of the n-th point select, as for everybody."""
    return n * 7919 % rows + 1


def weigh(row):
    """What all must agree on, of a row as a tuple."""
    id, name, email, age, active, created_at = row
    return id + len(name) + len(email) + (age or 0) + active + created_at.microsecond // 1000


def weigh_families(parents, children):
    """Groups (id, name, parent_id) by parents' (id, name)."""
    grouped = {}
    for child in children:
        grouped.setdefault(child[2], []).append(child)
    return sum(parent[0] + child[0] + len(child[1]) for parent in parents for child in grouped[parent[0]])


def weigh_object(user):
    return (
        user.id + len(user.name) + len(user.email) + (user.age or 0) + user.active
        + user.created_at.microsecond // 1000
    )
