"""The series of make_functions.py. All but the S&P 500 come from a linear congruential generator, so that tests/indicators/talib-series.ts
rebuilds them to the bit: only + - * / and floor.

`SEEDS` of the candle-rich series are the outcome of find_candles.py.
"""
import math
import pathlib

import numpy as np

root = pathlib.Path(__file__).parents[3]

SEEDS = [
    408, 1991, 463, 613, 1750, 830, 376, 802, 732, 411, 1578, 816, 691, 670, 1390, 770, 689, 63, 565, 572, 612, 1706, 1836, 384, 488,
    20, 541, 1773, 346, 1056, 913, 684, 300, 1842, 647, 1302, 528, 263, 402, 1862, 1137, 1584, 1948, 1185, 373, 173, 1367, 1446, 338,
    1084, 175, 1340, 452, 514, 1038, 109, 857, 1427, 1806, 1981, 186, 837, 1778, 11, 931, 777, 1866, 1976, 326, 1754, 465, 1359, 941,
    1412, 1958, 80, 524, 1122, 1225, 1309, 1788, 1902, 1622, 1838, 355, 1102, 635, 805, 996, 1053, 1474, 1337, 989, 1432, 1524, 896,
    1837, 1099, 3873, 3271, 3973, 2553, 2102, 2211, 3954, 4457, 6947, 10294, 10702, 10138, 14286, 19467, 19010, 19354, 18767, 29104,
    31814, 41081, 55739,
]


class Uniform:
    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = (self.state * 69069 + 1) % 4294967296
        return self.state / 4294967296

    def choose(self, values):
        return values[math.floor(self() * len(values))]


def cents(x):
    return math.floor(x * 100 + 0.5) / 100


def columns(rows):
    o, h, l, c, v = (np.array([row[k] for row in rows], dtype=float) for k in range(5))
    uniform = Uniform(7)
    # periods for MAVP and values for functions that live between -1 and 1
    periods = np.array([0.5 + 45 * uniform() for _ in rows])
    unit = np.array([2.2 * uniform() - 1.1 for _ in rows])
    return {"open": o, "high": h, "low": l, "close": c, "volume": v, "periods": periods, "unit": unit}


def sp500():
    lines = (root / "examples/data/sp500-1d.csv").read_text().splitlines()[1:]
    return columns([[float(x) for x in line.split(",")[1:6]] for line in lines])


def five_minutes():
    """Cents, repeated prices, bars without trades (no range, no volume), gaps, calm and wild hours."""
    uniform = Uniform(2026)
    rows = []
    price = 100.0
    for i in range(2000):
        width = 0.01 if i % 400 < 80 else 0.002
        open_ = cents(price * (1 + 0.02 * (uniform() - 0.5))) if uniform() < 0.03 else price
        close = cents(open_ * (1 + width * (uniform() - 0.5)))
        up, down, volume, kind = uniform(), uniform(), math.floor(1000 * uniform()), uniform()
        high, low = cents(max(open_, close) * (1 + width * up / 2)), cents(min(open_, close) * (1 - width * down / 2))
        if kind < 0.2:
            volume = 0
        if kind < 0.15:
            close = high = low = open_
        rows.append([open_, high, low, close, volume])
        price = close
    return columns(rows)


def degenerate():
    """Stretches of 50 bars: nothing moves; steps; no range but moves; a ramp; only the range changes; a price that alternates; no volume; a spike."""
    uniform = Uniform(5)
    rows = []
    price = 50.0
    for i in range(500):
        stretch, k = i // 50, i % 50
        open_ = price
        close = open_ * (1 + 0.02 * (uniform() - 0.5))
        up, down = 1 + 0.01 * uniform(), 1 - 0.01 * uniform()
        volume = 1000 * uniform()
        if stretch == 1:
            close, up, down = open_, 1, 1
        if stretch == 2:
            close, up, down = (open_ + 5 if k % 10 == 0 else open_), 1, 1
        if stretch == 3:
            open_, up, down = close, 1, 1
        if stretch == 4:
            close = open_ + 0.25
        if stretch == 5:
            close = open_
        if stretch == 6:
            close, up, down = (open_ + 1 if k % 2 == 0 else open_ - 1), 1, 1
        if stretch == 7:
            volume = 0
        if stretch == 8 and k == 20:
            close = open_ * 20
        if stretch == 8 and k == 21:
            close = open_ / 20
        if stretch == 9:
            close, up, down, volume = open_, 1, 1, 0
        rows.append([open_, max(open_, close) * up, min(open_, close) * down, close, volume])
        price = close
    return columns(rows)


GAP_ROW = 200


def gap():
    """The first 400 five-minute bars, without a value in row 200."""
    made = {name: column[:400].copy() for name, column in five_minutes().items()}
    for column in made.values():
        column[GAP_ROW] = np.nan
    return made


BODIES = [0, 0, 0, 1, 1, 2, 4, 8, 8, 16, 16]
SHADOWS = [0, 0, 0, 0, 1, 2, 8, 16]
GAPS = [-12, -4, -2, -1, 0, 0, 0, 1, 2, 4, 12]
SEGMENT = 30


def candle_rows(seed):
    """Thirty candles of few sizes; prices are whole numbers."""
    uniform = Uniform(seed)
    rows = []
    close = 1000
    for _ in range(SEGMENT):
        open_ = close + uniform.choose(GAPS) * (1 if uniform() < 0.5 else -1)
        body = uniform.choose(BODIES) * (1 if uniform() < 0.5 else -1)
        upper, lower = uniform.choose(SHADOWS), uniform.choose(SHADOWS)
        close = open_ + body
        rows.append([open_, max(open_, close) + upper, min(open_, close) - lower, close, 1])
    return rows


def candles():
    return columns([row for seed in SEEDS for row in candle_rows(seed)])


SERIES = {"sp500": sp500, "fiveMinutes": five_minutes, "degenerate": degenerate, "gap": gap, "candles": candles}
