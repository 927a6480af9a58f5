"""Rounds in turns, so that a slow spell of the machine hits everybody; and what is made of them."""

import sys
from dataclasses import dataclass
from statistics import median

from peers import PeerError

MOST_REPEATS = 20


@dataclass
class Line:
    """One contender's figures, in seconds per operation."""

    label: str
    median: float
    lowest: float
    highest: float
    cpu: float
    ratio: float | None
    """The median of the rounds' own ratios to C: each compares neighbours in time."""
    wins: bool = False
    """Whether it is another's, and faster than Cinnabar's of the same kind."""


def measure(work, peers, rounds, shortest):
    """Runs a work's contenders round by round; fails when two do not agree on the answer."""
    samples = {contender.label: [] for contender in work.contenders}
    expected = None
    for round in range(rounds + 1):
        turn = round % len(work.contenders)
        for contender in work.contenders[turn:] + work.contenders[:turn]:
            wall, cpu, times = 0, 0, 0
            while times == 0 or (round > 0 and wall < shortest and times < MOST_REPEATS):
                sample = _once(work, contender, peers)
                wall, cpu, times = wall + sample.wall, cpu + sample.cpu, times + 1
                expected = sample.answer if expected is None else expected
                if sample.answer != expected:
                    raise PeerError(f"{work.id}, {contender.label}: {sample.answer}, not {expected} as before")
            if round > 0:  # the first does not count: caches, plans, page faults
                operations = times * work.operations
                samples[contender.label].append((wall / operations, cpu / operations))
    lines = _lines(work, samples)
    _say(work, lines)
    return lines


def _once(work, contender, peers):
    """Runs it; the keeper of the data clears up before and checks after whoever cannot do it himself."""
    peer, keeper = peers[contender.peer], peers["keeper"]
    does_all = contender.peer in ("C", "Cinnabar")
    if work.writes and not does_all:
        keeper.prepare(contender.benchmark)
    sample = peer.run(contender.benchmark, contender.name)
    if work.writes and not does_all:
        sample.answer = keeper.verify(contender.benchmark, sample.answer)
    return sample


def _lines(work, samples):
    base = samples.get("C")
    lines = []
    for contender in work.contenders:
        walls = [wall for wall, _ in samples[contender.label]]
        lines.append(Line(
            contender.label, median(walls), min(walls), max(walls), median(cpu for _, cpu in samples[contender.label]),
            median(own / c[0] for own, c in zip(walls, base)) if base else None))
    _mark(work.contenders, lines)
    return lines


def _mark(contenders, lines):
    """A peer wins over the layer it is like: an ORM over the ORM, all else over Core where there is a Core."""
    ours = {}
    for contender, line in zip(contenders, lines):
        if contender.is_cinnabar:
            ours.setdefault(contender.is_orm, line)
    for contender, line in zip(contenders, lines):
        if not contender.is_cinnabar and contender.label != "C":
            rival = ours.get(contender.is_orm) or next(iter(ours.values()))
            line.wins = line.median < rival.median


def _say(work, lines):
    best = " ".join(f"{line.label} {line.median * 1e6:.2f}{' ⬤' if line.wins else ''}" for line in lines)
    print(f"{work.id} {work.title}: {best} µs", file=sys.stderr, flush=True)
