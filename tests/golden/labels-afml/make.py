"""Writes labels.json: the formulas of López de Prado's books (2018, chapters 2 to 4 and 10; 2020, section 5.4) in NumPy, each written from its definition, with
statsmodels' least squares, SciPy's normal distribution, pandas' rolling windows and scikit-learn's class weights where they have them.

Usage: python make.py [folder]
"""

import json
import platform
import sys
from pathlib import Path

import numpy
import pandas
import scipy
import sklearn
import statsmodels
import statsmodels.api
from scipy.stats import norm
from sklearn.utils.class_weight import compute_class_weight

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(57)
ROWS = 150

close = numpy.round(100 * numpy.exp(numpy.cumsum(random.normal(0, 0.01, ROWS))), 6)
opened = numpy.round(numpy.r_[100, close[:-1]] * (1 + random.normal(0, 0.002, ROWS)), 6)
high = numpy.maximum(opened, close) * (1 + numpy.abs(random.normal(0, 0.005, ROWS)))
low = numpy.minimum(opened, close) * (1 - numpy.abs(random.normal(0, 0.005, ROWS)))

# Labels: the row that decides each, at least one bar later; −1 has none.
end = numpy.minimum(numpy.arange(ROWS) + random.integers(1, 12, ROWS), ROWS - 1)
end[random.random(ROWS) < 0.2] = -1
end[end == numpy.arange(ROWS)] = -1
label = numpy.where(end < 0, -1, random.choice(3, ROWS, p=[0.2, 0.5, 0.3]))

# The returns that each label depends on, as a matrix of zeros and ones.
row = numpy.arange(ROWS)
depends = (row[None, :] > row[:, None]) & (row[None, :] <= end[:, None])
concurrency = depends.sum(axis=0)


def means(values, where):
    return numpy.array([values[mask].mean() if mask.any() else numpy.nan for mask in where])


uniqueness = means(1 / numpy.maximum(concurrency, 1), depends)
returns = numpy.diff(numpy.log(close), prepend=numpy.nan)
shared = numpy.where(concurrency > 0, returns / numpy.maximum(concurrency, 1), 0)
by_return = numpy.where(end < 0, numpy.nan, numpy.abs(numpy.where(depends, shared[None, :], 0).sum(axis=1)))
by_return *= (end >= 0).sum() / numpy.nansum(by_return)


def decay(oldest):
    known = ~numpy.isnan(uniqueness)
    summed = numpy.cumsum(uniqueness[known])
    slope = (1 - oldest) / summed[-1] if oldest >= 0 else 1 / ((oldest + 1) * summed[-1])
    factor = 1 - slope * summed[-1] + slope * summed
    out = numpy.full(ROWS, numpy.nan)
    out[known] = numpy.where(factor < 0, 0, factor)
    return out


def trends(spans):
    best_t = numpy.full(ROWS, numpy.nan)
    best_end = numpy.full(ROWS, -1)
    for start in range(ROWS - max(spans) + 1):
        fits = []
        for span in spans:
            line = statsmodels.api.add_constant(numpy.arange(span))
            fits.append(statsmodels.api.OLS(close[start : start + span], line).fit().tvalues[1])
        k = int(numpy.argmax(numpy.abs(fits)))
        best_t[start], best_end[start] = fits[k], start + spans[k] - 1
    return {"spans": list(spans), "t": best_t, "end": best_end}


def cusum(threshold):
    up = down = 0.0
    events = []
    for i in range(1, ROWS):
        up, down = max(0.0, up + returns[i]), min(0.0, down + returns[i])
        if down < -threshold:
            down = 0.0
            events.append(i)
        elif up > threshold:
            up = 0.0
            events.append(i)
    return {"threshold": threshold, "events": events}


def z_scores(window, threshold):
    rolling = pandas.Series(close).rolling(window)
    z = (close - rolling.mean()) / rolling.std()
    return {"window": window, "threshold": threshold, "events": numpy.flatnonzero(numpy.abs(z) > threshold)}


def barriers(volatility_bars, profit, stop, bars, side):
    """One position after the other, bar by bar; the stop counts when both are touched."""
    width = pandas.Series(close).pct_change().rolling(volatility_bars).std().to_numpy()
    out = []
    for i in range(ROWS):
        found = (-1, -1, numpy.nan)
        target, limit = close[i] * (1 + side * profit * width[i]), close[i] * (1 - side * stop * width[i])
        for j in range(i + 1, min(ROWS, i + bars + 1)) if width[i] > 0 else ():
            wins, loses = (high[j] >= target, low[j] <= limit) if side > 0 else (low[j] <= target, high[j] >= limit)
            if side * (opened[j] - target) >= 0:
                found = (2, j, opened[j])
            elif side * (opened[j] - limit) <= 0:
                found = (0, j, opened[j])
            elif loses:
                found = (0, j, limit)
            elif wins:
                found = (2, j, target)
            elif j == i + bars:
                found = (1, j, close[j])
            if found[0] >= 0:
                break
        out.append(found)
    classes, rows, prices = zip(*out)
    return {
        "volatilityBars": volatility_bars,
        "profit": profit,
        "stop": stop,
        "maxBars": bars,
        "side": "long" if side > 0 else "short",
        "class": classes,
        "row": rows,
        "price": prices,
    }


probability = numpy.r_[numpy.linspace(0.01, 0.99, 25), numpy.nan]


def bets(classes):
    return 2 * norm.cdf((probability - 1 / classes) / numpy.sqrt(probability * (1 - probability))) - 1


size = numpy.round(random.uniform(-1, 1, ROWS), 3)
active = [size[(row <= t) & (t < end)].mean() if ((row <= t) & (t < end)).any() else 0.0 for t in row]

balanced = compute_class_weight("balanced", classes=numpy.arange(3), y=label[label >= 0])


def plain(value):
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(each) for each in value]
    if isinstance(value, (float, numpy.floating)):
        return None if numpy.isnan(value) else float(value)
    return int(value) if isinstance(value, numpy.integer) else value


document = {
    "made": {
        "by": "tests/golden/labels-afml/make.py",
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "pandas": pandas.__version__,
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "sklearn": sklearn.__version__,
    },
    "open": opened,
    "high": high,
    "low": low,
    "close": close,
    "end": end,
    "label": label,
    "concurrency": concurrency,
    "uniqueness": uniqueness,
    "returnWeights": by_return,
    "timeDecay": [{"oldest": oldest, "weights": decay(oldest)} for oldest in (1, 0.5, 0, -0.4)],
    "trends": [trends(range(5, 21)), trends(range(3, 31, 4))],
    "cusum": [cusum(0.01), cusum(0.03)],
    "zScores": [z_scores(20, 1.5), z_scores(10, 2)],
    "barriers": [barriers(20, 2, 1.5, 10, 1), barriers(10, 1, 1, 6, -1), barriers(15, 3, 2, 25, 1)],
    "probability": probability,
    "betSizes": [{"classes": classes, "size": bets(classes)} for classes in (2, 3)],
    "size": size,
    "activeBets": active,
    "classWeights": balanced,
}
(folder / "labels.json").write_text(json.dumps(plain(document), separators=(",", ":")) + "\n")
