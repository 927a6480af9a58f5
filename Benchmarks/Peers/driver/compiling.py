# Goal: a file full of queries compiles fast, and a program with a database in it stays small.
# Factors: generics in operators and select lists, macros, what optimised code of the library is made again in the
#   program; what the linker keeps.
# Parameters: twenty queries over two tables in the one file Queries.swift, the same for Cinnabar and GRDB; release
#   build of its target after a touch, processor time less that of a build with nothing to do; the program's size
#   without symbols.

import os
import subprocess
import sys
from statistics import median

from settings import BENCHMARKS, GRDB

PROGRAMS = {"Cinnabar": (BENCHMARKS, "queries-cinnabar"), "GRDB": (GRDB, "queries-grdb")}


def measure_compiling(settings):
    """Seconds and megabytes, by label."""
    seconds = {label: [] for label in PROGRAMS}
    for _ in range(1 if settings.quick else 3):
        for label, (package, product) in PROGRAMS.items():
            _build(package, product)  # plans, and does what is left to do
            idle = _build(package, product)
            os.utime(package / "Sources" / product / "Queries.swift")
            seconds[label].append(_build(package, product) - idle)
    found = {label: (median(seconds[label]), _size(*PROGRAMS[label])) for label in PROGRAMS}
    print(f"compiling: {found}", file=sys.stderr, flush=True)
    return found


def _build(package, product):
    start = os.times().children_user + os.times().children_system
    command = ["swift", "build", "-c", "release", "--package-path", package, "--product", product]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.times().children_user + os.times().children_system - start


def _size(package, product):
    program = package / ".build/release" / product
    stripped = program.with_suffix(".stripped")
    subprocess.run(["strip", "-o", stripped, program], check=True)
    return stripped.stat().st_size / 1e6
