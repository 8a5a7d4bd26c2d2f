"""TA-Lib's candlestick patterns on a long series of few sizes, full of equalities: `python make_candles.py` writes candles.json beside this file.

Per pattern: how often each value comes, and the sum of row · value, modulo 1,000,000,007. tests/indicators/candle-crowd.ts rebuilds the series: whole numbers from a linear congruential generator.
"""
import json
import pathlib

import numpy as np
import talib
from series import Uniform
from talib import abstract

LENGTH = 100_000
SEED = 20261121
REGIME_BARS = 200
SIZES = [[0, 1, 2], [0, 0, 1, 2, 4], [0, 1, 2, 4, 8, 16], [0, 8, 8, 16], [0, 1, 1, 10, 20]]
SHADOWS = [[0, 1], [0, 0, 1, 2], [0, 0, 0, 1, 4, 16], [0, 0, 0, 1], [0, 1, 5, 10, 20]]
GAPS = [[-1, 0, 0, 1], [-2, -1, 0, 0, 1, 2], [-8, -2, -1, 0, 1, 2, 8], [-20, -8, 0, 8, 20], [-4, -1, 0, 1, 4]]
MODULUS = 1_000_000_007


def crowd():
    uniform = Uniform(SEED)
    rows = np.empty((LENGTH, 4))
    close = 1000
    up = 0.5
    for i in range(LENGTH):
        regime = (i // REGIME_BARS) % len(SIZES)
        if i % 8 == 0:
            up = 0.1 + 0.8 * uniform()
        sign = 1 if uniform() < up else -1
        open_ = close + uniform.choose(GAPS[regime])
        close = open_ + sign * uniform.choose(SIZES[regime])
        upper, lower = uniform.choose(SHADOWS[regime]), uniform.choose(SHADOWS[regime])
        rows[i] = open_, max(open_, close) + upper, min(open_, close) - lower, close
        if close < 600 or close > 1400:
            close = 1000
    return dict(zip(["open", "high", "low", "close"], (np.ascontiguousarray(rows[:, k]) for k in range(4))))


if __name__ == "__main__":
    bars = crowd()
    patterns = {}
    for name in talib.get_function_groups()["Pattern Recognition"]:
        values = np.asarray(abstract.Function(name)(bars))
        counts = {str(value): int((values == value).sum()) for value in np.unique(values) if value != 0}
        rows = np.nonzero(values)[0]
        patterns[name] = {"counts": counts, "sum": int((rows * values[rows].astype(np.int64)).sum()) % MODULUS}
    made = {"talib": talib.__version__, "length": LENGTH, "patterns": patterns}
    (pathlib.Path(__file__).parent / "candles.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
