"""Runs the comparison and writes Results/DATE.md, .svg and .json; started by scripts/bench-peers."""

import argparse
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from compiling import measure_compiling
from growth import measure_growth, measure_tasks, open_peers
from machine import describe
from measure import measure
from memory import measure_memory
from readme import update_readme
from report import markdown
from plot import plot
from settings import RESULTS, TRIALS, Settings
from works import by_tasks, postgresql, sqlite


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench-peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes: for trying, not for quoting")
    parser.add_argument("--only", action="append", default=[], metavar="WORK", help="nothing else, no files")
    parser.add_argument("--again", metavar="FILE", help="only writes table and plot anew, from a run's .json")
    arguments = parser.parse_args()
    if arguments.again:
        found = json.load(open(arguments.again))
        write(found, arguments.again.removesuffix(".json"))
        if RESULTS in Path(arguments.again).resolve().parents:
            update_readme(found)
        return
    settings = Settings.of(arguments.quick)
    folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder, prefix="cinnabar-peers-") as folder:
        found = run(replace(settings, file=f"{folder}/users.db"), folder, arguments.only)
    if not arguments.only:
        folder = TRIALS if settings.quick else RESULTS
        folder.mkdir(exist_ok=True)
        write(found, f"{folder}/{found['date']}")
        if not settings.quick:
            update_readme(found)


def run(settings, folder, only):
    """Everything, as plain values."""
    found = {"date": date.today().isoformat(), "machine": describe(settings), "works": []}
    works = [work for work in sqlite(settings) + postgresql(settings) if not only or work.id in only]
    with ExitStack() as stack:
        peers = open_peers(stack, settings, works + ([] if only else [by_tasks(settings, "", 64)]))
        for work in works:
            lines = measure(work, peers, settings.rounds, settings.shortest)
            heading = {"id": work.id, "database": work.database, "title": work.title, "unit": work.unit}
            found["works"].append(heading | {"lines": [asdict(line) for line in lines]})
        if only:
            return found
        found["memory"] = {
            work.id: measure_memory(work, settings) for work in works if work.id in ("S1", "P3")}
        found["tasks"] = _plain(measure_tasks(settings, peers))
    found["growth"] = {
        id: _plain(by_rows) for id, by_rows in measure_growth(settings, folder).items()}
    found["compiling"] = measure_compiling(settings)
    return found


def _plain(lines_by_size):
    return {str(size): [asdict(line) for line in lines] for size, lines in lines_by_size.items()}


def write(found, path):
    """`path` without its extension."""
    for extension, text in [
        (".json", json.dumps(found, indent=1, ensure_ascii=False)), (".md", markdown(found, os.path.basename(path))),
        (".svg", plot(found)),
    ]:
        with open(path + extension, "w") as file:
            file.write(text + "\n")
    print(f"{path}.md", file=sys.stderr)


main()
