"""Seeds of segments on which every candlestick pattern fires: `python find_candles.py` prints them, for `SEEDS` in series.py, and what fires.

Every seed's thirty candles are run alone; seeds are taken greedily until each pattern has fired three times with each sign that it ever
shows, if so many are found.
"""
import sys

import numpy as np
import talib

import series

tried = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
patterns = talib.get_function_groups()["Pattern Recognition"]
BLOCK = 2000
WANTED = 3


def fired(rows):
    """For every pattern the rows and values of its signals."""
    o, h, l, c = (np.array([row[k] for row in rows], dtype=float) for k in range(4))
    return {name: getattr(talib, name)(o, h, l, c) for name in patterns}


counts = {}
seeds = []
for start in range(1, tried, BLOCK):
    block = list(range(start, start + BLOCK))
    values = fired([row for seed in block for row in series.candle_rows(seed)])
    table = {}
    for name, column in values.items():
        # Not the first 15 rows, whose averages still hold candles of the segment before.
        hits = np.nonzero(column)[0]
        for row in hits[hits % series.SEGMENT >= 15]:
            table.setdefault(int(row) // series.SEGMENT, []).append((name, int(column[row])))
    for k, found in sorted(table.items(), key=lambda item: -len(item[1])):
        if any(counts.get(key, 0) < WANTED for key in found):
            seeds.append(block[k])
            for key in found:
                counts[key] = counts.get(key, 0) + 1
print("SEEDS =", seeds)
for name in patterns:
    print(name, {value: count for (key, value), count in sorted(counts.items()) if key == name})
