"""Plain NumPy pieces that the formulas beside this file are written with. NaN stands only at the start of a column: a function over a column with such a start begins behind it."""
import math

import numpy as np
import pandas as pd


def after(function, *columns):
    """The function over the rows from the first on which every column has a value; NaN before."""
    first = max(int(np.argmin(np.isnan(x))) for x in columns)
    results = function(*(x[first:] for x in columns))
    start = np.full(first, np.nan)
    if isinstance(results, tuple):
        return tuple(np.concatenate([start, x]) for x in results)
    return np.concatenate([start, results])


def rows(x, n, function):
    """function(window) for the last n values, oldest first."""
    def run(y):
        out = np.full(len(y), np.nan)
        for i in range(n - 1, len(y)):
            out[i] = function(y[i - n + 1 : i + 1])
        return out
    return after(run, x)


def sma(x, n):
    return rows(x, n, lambda w: math.fsum(w) / n)


def total(x, n):
    return rows(x, n, math.fsum)


def highest(x, n):
    return rows(x, n, np.max)


def lowest(x, n):
    return rows(x, n, np.min)


def std(x, n, ddof=0):
    return rows(x, n, lambda w: 0.0 if np.all(w == w[0]) else np.std(w, ddof=ddof))


def wma(x, n):
    weights = np.arange(1, n + 1)
    return rows(x, n, lambda w: np.dot(w, weights) / weights.sum())


def weighted(x, weights):
    """Weights for the oldest … newest value."""
    weights = np.asarray(weights, float)
    return rows(x, len(weights), lambda w: np.dot(w, weights) / weights.sum())


def recursive(x, n, weight):
    """Exponential average with the mean of the first n values as its first."""
    def run(y):
        out = np.full(len(y), np.nan)
        if len(y) < n:
            return out
        out[n - 1] = y[:n].mean()
        for i in range(n, len(y)):
            out[i] = out[i - 1] + weight * (y[i] - out[i - 1])
        return out
    return after(run, x)


def ema(x, n):
    return recursive(x, n, 2 / (n + 1))


def rma(x, n):
    return recursive(x, n, 1 / n)


def shift(x, k=1):
    return np.concatenate([np.full(k, np.nan), x[: len(x) - k]]) if k else x


def change(x, k=1):
    return x - shift(x, k)


def over(a, b, zero):
    with np.errstate(all="ignore"):
        return np.where(np.isnan(a) | np.isnan(b), np.nan, np.where(b == 0, zero, a / b))


def true_range(h, l, c):
    last = shift(c)
    return np.maximum(h, last) - np.minimum(l, last)


def atr(h, l, c, n):
    return rma(true_range(h, l, c), n)


def share(rises, falls, zero):
    return over(100 * rises, rises + falls, zero)


def rsi(x, n):
    step = change(x)
    return share(rma(np.maximum(step, 0), n), rma(np.maximum(-step, 0), n), 0.0)


def together(*outputs):
    start = max(int(np.argmin(np.isnan(x))) for x in outputs)
    return tuple(np.where(np.arange(len(x)) < start, np.nan, x) for x in outputs)


def hidden(x, n):
    """Without the first n values."""
    return np.where(np.arange(len(x)) < n, np.nan, x)


def same(name, ours, theirs, tolerance=1e-9, skip=0):
    """Stops when a published package that shares the definition disagrees on the rows that both answer."""
    ours, theirs = np.asarray(ours, float)[skip:], np.asarray(theirs, float)[skip:]
    both = np.isfinite(ours) & np.isfinite(theirs)
    error = np.max(np.abs(ours - theirs)[both]) / np.nanstd(ours)
    assert both.sum() > 50 and error < tolerance, (name, int(both.sum()), error)


def series(*columns):
    return [pd.Series(x) for x in columns]
