"""Times TA-Lib's C functions through Python. Reads one JSON request a line: {"file", "rows", "repeats"}; answers nanoseconds per bar by name."""
import json
import sys
import time

import numpy as np
import talib

FUNCTIONS = {
    "sma": lambda o, h, l, c, v: talib.SMA(c, 20),
    "ema": lambda o, h, l, c, v: talib.EMA(c, 20),
    "wma": lambda o, h, l, c, v: talib.WMA(c, 20),
    "rsi": lambda o, h, l, c, v: talib.RSI(c, 14),
    "macd": lambda o, h, l, c, v: talib.MACD(c, 12, 26, 9),
    "atr": lambda o, h, l, c, v: talib.ATR(h, l, c, 14),
    "bollinger": lambda o, h, l, c, v: talib.BBANDS(c, 20, 2, 2, 0),
    "stochastic": lambda o, h, l, c, v: talib.STOCH(h, l, c, 14, 3, 0, 3, 0),
    "adx": lambda o, h, l, c, v: talib.ADX(h, l, c, 14),
    "obv": lambda o, h, l, c, v: talib.OBV(c, v),
    "rollingStd": lambda o, h, l, c, v: talib.STDDEV(c, 20, 1),
    "roc": lambda o, h, l, c, v: talib.ROC(c, 10),
}

print(json.dumps({"talib": talib.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    columns = np.fromfile(request["file"], dtype="<f8").reshape(5, request["rows"])
    times = {name: [] for name in FUNCTIONS}
    for _ in range(request["repeats"]):
        for name, function in FUNCTIONS.items():
            start = time.perf_counter_ns()
            function(*columns)
            times[name].append((time.perf_counter_ns() - start) / request["rows"])
    print(json.dumps({name: float(np.median(values)) for name, values in times.items()}), flush=True)
