# Goal: a row costs the same among many; throughput does not fall when tasks are many.
# Factors: tables that no longer fit into caches, results that no longer fit into memory's fast parts; queues of tasks.
# Parameters: works S1 and P3 on tables of 1,000 to 1,000,000 rows; point selects by 1 to 10,000 tasks on a pool of 8.

import tempfile
from contextlib import ExitStack, closing
from dataclasses import replace

from measure import measure
from peers import open_peer
from works import by_tasks, postgresql, sqlite


def scans(settings):
    """The works whose growth by rows is measured."""
    return [work for work in sqlite(settings) + postgresql(settings) if work.id in ("S1", "P3")]


def open_peers(stack, settings, works):
    """The keeper first: it makes the data; then whoever takes part."""
    names = ["keeper"] + sorted({contender.peer for work in works for contender in work.contenders})
    return {name: stack.enter_context(closing(open_peer(name, settings))) for name in names}


def measure_growth(settings, folder):
    """Lines by work and number of rows."""
    found = {}
    for rows in settings.growth:
        with tempfile.TemporaryDirectory(dir=folder) as own, ExitStack() as stack:
            sized = replace(settings, rows=rows, file=f"{own}/growth.db")
            peers = open_peers(stack, sized, scans(sized))
            for work in scans(sized):
                found.setdefault(work.id, {})[rows] = measure(work, peers, settings.growth_rounds, settings.shortest)
    return found


def measure_tasks(settings, peers):
    """Lines by number of tasks."""
    found = {}
    for tasks in settings.tasks:
        work = by_tasks(settings, f"{tasks} tasks", tasks)
        found[tasks] = measure(work, peers, settings.growth_rounds, settings.shortest)
    return found
