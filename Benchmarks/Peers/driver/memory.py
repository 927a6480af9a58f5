# Goal: reading a table takes little more memory than its rows.
# Factors: what the program has before, its runtime and libraries (C is a function of a Swift program here); each row's
#   object, strings and place in maps; the driver's copy of the result.
# Parameters: the works S1 and P3, each contender in a fresh process that runs it once; its peak before and after, in
#   MB.

import sys

from peers import open_peer


def measure_memory(work, settings):
    """Megabytes at the peak, before and after, by label."""
    peaks = {}
    for contender in work.contenders:
        peer = open_peer(contender.peer, settings, only=[contender.benchmark])
        before = peer.peak
        peer.run(contender.benchmark, contender.name)
        peaks[contender.label] = (before, peer.peak)
        peer.close()
    print(f"memory, {work.id}: {peaks}", file=sys.stderr, flush=True)
    return peaks
