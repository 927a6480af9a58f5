"""The sizes of a run, and what follows from them."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BENCHMARKS = ROOT / "Benchmarks"
SWIFT_BIN = BENCHMARKS / ".build/release"
GRDB = BENCHMARKS / "Peers/GRDB"
PYTHON = BENCHMARKS / "Peers/Python"
RESULTS = BENCHMARKS / "Results"
TRIALS = BENCHMARKS / ".build-results"


@dataclass(frozen=True)
class Settings:
    """`rounds` of at least `shortest` seconds per contender and work, and one more that does not count."""

    quick: bool = False
    rounds: int = 5
    shortest: float = 0.06
    rows: int = 100_000
    selects: int = 2_000
    changes: int = 10_000
    growth: tuple = (1_000, 10_000, 1_000_000)
    growth_rounds: int = 3
    tasks: tuple = (1, 8, 64, 256, 1_000, 10_000)
    file: str = ""
    postgres: str = ""

    @classmethod
    def of(cls, quick):
        settings = cls(postgres=os.environ["CINNABAR_TEST_POSTGRES"])
        if not quick:
            return settings
        return replace(
            settings, quick=True, rounds=2, shortest=0.01, rows=5_000, selects=300, changes=1_000,
            growth=(1_000, 20_000), growth_rounds=1, tasks=(1, 64, 256, 1_000))

    # The same numbers as in Options.swift.
    @property
    def parents(self):
        return 100 if self.quick else 1_000

    @property
    def children(self):
        return 10 if self.quick else 100

    @property
    def pages(self):
        return 20 if self.quick else 200

    @property
    def page_size(self):
        return min(1_000, self.rows)

    @property
    def answers(self):
        return min(10_000, self.rows // 2)
