"""
Times TA-Lib's C functions through Python. The first line of input lists the calls as [[name, inputs, parameters], …]; each further one is a request {"file", "rows", "repeats"},
answered by a list of nanoseconds per bar, one for each call.
"""
import json
import sys
import time

import numpy as np
import talib

CALLS = [(getattr(talib, name), inputs, params) for name, inputs, params in json.loads(sys.stdin.readline())]
COLUMNS = ["open", "high", "low", "close", "volume"]

print(json.dumps({"talib": talib.__version__, "python": sys.version.split()[0], "numpy": np.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    columns = dict(zip(COLUMNS, np.fromfile(request["file"], dtype="<f8").reshape(5, request["rows"])))
    times = [[] for _ in CALLS]
    for _ in range(request["repeats"]):
        for k, (function, inputs, params) in enumerate(CALLS):
            arrays = [columns[name] for name in inputs]
            start = time.perf_counter_ns()
            function(*arrays, **params)
            times[k].append((time.perf_counter_ns() - start) / request["rows"])
    print(json.dumps([float(np.median(values)) for values in times]), flush=True)
