# Goal: reading a table takes little more memory than its rows.
# Factors: the runtime's own memory; each row's object, strings and place in maps; the driver's copy of the result.
# Parameters: the works S1 and P3, each contender in a fresh process that runs it once; its peak, in MB.

import sys

from peers import open_peer


def measure_memory(work, settings):
    """Megabytes at the peak, by label."""
    peaks = {}
    for contender in work.contenders:
        peer = open_peer(contender.peer, settings, only=[contender.benchmark])
        peaks[contender.label] = peer.run(contender.benchmark, contender.name).peak / 1024
        peer.close()
    print(f"memory, {work.id}: {peaks}", file=sys.stderr, flush=True)
    return peaks
