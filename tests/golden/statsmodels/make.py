"""Writes stationarity.json: statsmodels' augmented Dickey-Fuller test, and fractional differences whose weights come from SciPy's binomials.

Usage: python make.py [folder [bars.csv]]; without a file of daily closes (column `close`), the case over real prices is left out.
"""

import base64
import csv
import json
import platform
import struct
import sys
from pathlib import Path

import numpy
import scipy
import statsmodels
from scipy.special import binom
from statsmodels.tsa.stattools import adfuller

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(31)


def doubles(array):
    return base64.b64encode(struct.pack(f"<{len(array)}d", *array)).decode()


def autoregression(rows, share):
    values = numpy.zeros(rows)
    shocks = random.normal(0, 1, rows)
    for i in range(1, rows):
        values[i] = share * values[i - 1] + shocks[i]
    return values


SERIES = {
    "walk": 100 + numpy.cumsum(random.normal(0.05, 1.0, 300)),
    "returns": random.normal(0.0, 0.01, 250),
    "returning": 5 + autoregression(300, 0.9),
    "trending": 0.05 * numpy.arange(200) + autoregression(200, 0.7),
    "short": random.normal(0, 1, 24),
    "explosive": numpy.exp(0.05 * numpy.arange(80)) + random.normal(0, 0.1, 80),
}
TRENDS = {"none": "n", "constant": "c", "linear": "ct"}


def tested(values, trend, lags):
    options = {"autolag": "AIC"} if lags is None else {"maxlag": lags, "autolag": None}
    found = adfuller(values, regression=TRENDS[trend], result_object=False, **options)
    statistic, p_value, used, rows, critical = found[:5]
    return {
        "trend": trend,
        "given": lags,
        "statistic": statistic,
        "pValue": p_value,
        "lags": int(used),
        "rows": int(rows),
        "critical": [critical["1%"], critical["5%"], critical["10%"]],
    }


def weights(order, threshold, most):
    k = numpy.arange(most)
    w = (-1.0) ** k * binom(order, k)
    small = numpy.nonzero(numpy.abs(w) < threshold)[0]
    return w if len(small) == 0 else w[: small[0]]


def fixed(values, order, threshold):
    w = weights(order, threshold, 20_000)
    rows = len(values)
    result = numpy.full(rows, numpy.nan)
    for t in range(len(w) - 1, rows):
        result[t] = numpy.dot(w, values[t - len(w) + 1 : t + 1][::-1])
    return {"order": order, "threshold": threshold, "width": len(w), "values": doubles(result)}


def expanding(values, order):
    w = (-1.0) ** numpy.arange(len(values)) * binom(order, numpy.arange(len(values)))
    return {"order": order, "values": doubles([numpy.dot(w[: t + 1], values[t::-1]) for t in range(len(values))])}


walk = SERIES["walk"]
document = {
    "provenance": "adfuller(regression=n|c|ct, autolag AIC where given is null, else maxlag=given); weights (-1)^k binom(order, k); made by make.py",
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "series": {name: doubles(values) for name, values in SERIES.items()},
    "tests": {
        name: [tested(values, trend, lags) for trend in TRENDS for lags in (None, 0, 1, 5)] for name, values in SERIES.items()
    },
    "fixed": [fixed(walk, order, threshold) for order, threshold in ((0.4, 1e-3), (0.75, 1e-4), (1.3, 1e-4), (0.2, 1e-5))],
    "expanding": [expanding(walk, 0.4), expanding(walk, 1.0)],
}
if len(sys.argv) > 2:
    with open(sys.argv[2]) as file:
        closes = numpy.array([float(row["close"]) for row in csv.DictReader(file)])
    print("close, 10 lags:", tested(closes, "constant", 10), "returns:", tested(numpy.diff(closes) / closes[:-1], "constant", 10))
(folder / "stationarity.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
