"""The peers' processes: each is started once, and asked by lines on its standard input."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from settings import GRDB, PYTHON, SWIFT_BIN


@dataclass
class Sample:
    """Seconds of one run, on the clock and of the process's processor time."""

    wall: float
    cpu: float
    answer: int


class PeerError(Exception):
    pass


class Peer:
    def __init__(self, name, command, environment=None):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=os.environ | (environment or {}))
        self._read("ready")

    def run(self, benchmark, contender):
        wall, cpu, answer = self._ask("run", benchmark, contender)
        return Sample(int(wall) / 1e9, int(cpu) / 1e9, int(answer))

    @property
    def peak(self):
        """Megabytes at the most so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024

    def prepare(self, benchmark):
        self._ask("prepare", benchmark)

    def verify(self, benchmark, answer):
        return int(self._ask("verify", benchmark, str(answer))[0])

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def _ask(self, *words):
        self.process.stdin.write("\t".join(words) + "\n")
        return self._read("ok")

    def _read(self, wanted):
        line = self.process.stdout.readline()
        word, *rest = line.rstrip("\n").split("\t")
        if word != wanted:
            raise PeerError(f"{self.name}: {' '.join(rest) or line or 'it ended'}")
        return rest


def open_peer(name, settings, only=()):
    """Starts a peer on data that is there. `only` benchmarks are opened, where the peer would open more."""
    sizes = ["--rows", settings.rows, "--selects", settings.selects, "--changes", settings.changes]
    if name in ("keeper", "C", "Cinnabar"):
        command = [SWIFT_BIN / "benchmarks", "--serve", "--file", settings.file, *sizes]
        command += ["--quick"] if settings.quick else []
        command += ["--attach"] if name != "keeper" else []
        for benchmark in only:
            command += ["--only", benchmark]
        return Peer(name, list(map(str, command)))
    sizes += ["--file", settings.file, "--answers", settings.answers]
    if name == "GRDB":
        return Peer(name, list(map(str, [GRDB / ".build/release/peer-grdb", *sizes])))
    sizes += ["--parents", settings.parents, "--children", settings.children, "--pages", settings.pages]
    sizes += ["--page-size", settings.page_size, "--postgres", settings.postgres]
    return Peer(name, list(map(str, [sys.executable, PYTHON / f"peer_{name}.py", *sizes])))
