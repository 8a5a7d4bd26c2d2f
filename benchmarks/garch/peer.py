"""Fits with arch what run.ts asks for, a line of JSON at a time: {"model", "distribution", "mean"} -> {"ms", "errorsMs", "logLikelihood", "parameters"}."""
import json
import pathlib
import sys
import time
import warnings

import arch
import numpy as np
from arch import arch_model

warnings.simplefilter("ignore")
rows = (pathlib.Path(__file__).parents[2] / "examples/data/sp500-1d.csv").read_text().splitlines()[1:]
close = np.array([float(row.split(",")[4]) for row in rows])
returns = 100 * (close[1:] / close[:-1] - 1)
print(json.dumps({"version": arch.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    signs = 0 if asked["model"] == "garch" else 1
    vol = "EGARCH" if asked["model"] == "egarch" else "GARCH"
    model = arch_model(returns, mean=asked["mean"].capitalize(), vol=vol, p=1, o=signs, q=1, dist=asked["distribution"])
    start = time.perf_counter()
    fit = model.fit(disp="off")
    middle = time.perf_counter()
    fit.std_err
    end = time.perf_counter()
    print(
        json.dumps(
            {
                "ms": 1e3 * (middle - start),
                "errorsMs": 1e3 * (end - middle),
                "logLikelihood": fit.loglikelihood,
                "parameters": fit.params.tolist(),
            }
        ),
        flush=True,
    )
