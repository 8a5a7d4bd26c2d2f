"""The peer's side of run.ts: quantstats' full metric table of the same returns. Reads a JSON list of returns, prints medians in milliseconds."""
import importlib.metadata
import json
import statistics
import sys
import time
import warnings

import numpy as np
import pandas as pd
import quantstats as qs

warnings.filterwarnings("ignore")
path, rounds = sys.argv[1], int(sys.argv[2])
values = np.array(json.load(open(path)))
took = []
for k in range(rounds):
    # A new series each time, or quantstats answers from its cache.
    series = pd.Series(values + k * 1e-12, index=pd.date_range("2005-01-03", periods=len(values), freq="B"))
    started = time.perf_counter()
    qs.reports.metrics(series, mode="full", display=False)
    took.append((time.perf_counter() - started) * 1e3)
print(json.dumps({"milliseconds": statistics.median(took), "quantstats": importlib.metadata.version("quantstats"), "python": sys.version.split()[0]}))
