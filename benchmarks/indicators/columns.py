"""
Computes a wide set of features with TA-Lib and pandas. The first line of input lists the calls as [[kind, name, inputs, options], …]; each further one is a request {"file", "rows", "repeats"}, answered by
the median of the milliseconds that the whole set took. Repeated calls of one function with other outputs are left out by the sender.
"""
import json
import sys
import time

import numpy as np
import pandas as pd
import talib

CALLS = json.loads(sys.stdin.readline())
PATTERNS = [getattr(talib, name) for name in talib.get_functions() if name.startswith("CDL")]
COLUMNS = ["open", "high", "low", "close", "volume"]


def rolled(name, series, window, options):
    if name == "shift":
        return series[0].shift(window)
    if name == "pct_change":
        return series[0].pct_change(window)
    rolling = series[0].rolling(window)
    if name == "corr":
        return rolling.corr(series[1])
    if name == "quantile":
        return rolling.quantile(options["q"])
    if name == "rank":
        return rolling.rank(pct=True)
    if name == "zscore":
        return (series[0] - rolling.mean()) / rolling.std(ddof=0)
    return getattr(rolling, name)()


def compute(arrays):
    frame = {name: pd.Series(values) for name, values in arrays.items()}
    frame["change"] = frame["close"].pct_change() * 100
    out = []
    pattern = 0
    for kind, name, inputs, options in CALLS:
        if name == "PATTERN":
            out.append(PATTERNS[pattern % len(PATTERNS)](*[arrays[column] for column in inputs]))
            pattern += 1
        elif kind == "talib":
            out.append(getattr(talib, name)(*[arrays[column] for column in inputs], **options))
        else:
            out.append(rolled(name, [frame[column] for column in inputs], options["window"], options).to_numpy())
    return out


print(json.dumps({"talib": talib.__version__, "pandas": pd.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    arrays = dict(zip(COLUMNS, np.fromfile(request["file"], dtype="<f8").reshape(5, request["rows"])))
    times = []
    for _ in range(request["repeats"]):
        start = time.perf_counter()
        compute(arrays)
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(float(np.median(times))), flush=True)
