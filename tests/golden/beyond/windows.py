"""Statistics of sliding windows."""
import math

import numpy as np
import pandas as pd
import pandas_ta_classic as pta
import scipy.stats
from arch.unitroot import VarianceRatio
from reference import *


def returns(x, k=1):
    return np.log(x / shift(x, k))


def flat(w):
    return np.all(w == w[0])


def autocorrelation(check, x, n, k):
    def of(w):
        new, old = w[k:], w[:-k]
        return 0.0 if flat(new) or flat(old) else np.corrcoef(new, old)[0, 1]
    out = rows(returns(x), n + k, of)
    if check:
        step = pd.Series(returns(x))
        same("autocorrelation", out, step.rolling(n).corr(step.shift(k)))
    return out


def hurst(w):
    length, points = len(w), []
    while length >= 8:
        scaled = []
        for piece in range(len(w) // length):
            end = len(w) - piece * length
            part = w[end - length : end]
            if not flat(part):
                path = np.cumsum(part - part.mean())
                scaled.append((path.max() - path.min()) / part.std())
        if scaled:
            points.append((math.log(length), math.log(np.mean(scaled))))
        length //= 2
    return 0.5 if len(points) < 2 else np.polyfit(*zip(*points), 1)[0]


def variance_ratio(check, x, n, q):
    def of(w):
        if flat(w):
            return 1.0
        long = np.convolve(w, np.ones(q), "valid") - q * w.mean()
        return np.sum(long**2) / (q * (n - q + 1) * (1 - q / n)) / np.var(w, ddof=1)
    out = rows(returns(x), n, of)
    if check:
        for i in (n, n + 37):
            assert abs(VarianceRatio(np.log(x[i - n : i + 1]), lags=q, overlap=True, debiased=True).vr - out[i]) < 1e-10
    return out


def entropy(w, bins):
    if flat(w):
        return 0.0
    place = np.minimum(bins - 1, np.floor((w - w.min()) / (w.max() - w.min()) * bins)).astype(int)
    counts = np.bincount(place, minlength=bins)
    return scipy.stats.entropy(counts) / math.log(bins)


def katz(w):
    n, length, far = len(w) - 1, np.abs(np.diff(w)).sum(), np.abs(w - w[0]).max()
    return 1.0 if flat(w) else math.log10(n) / (math.log10(n) + math.log10(min(far / length, 1)))


def sevcik(w):
    if flat(w):
        return 1.0
    y = (w - w.min()) / (w.max() - w.min())
    length = np.sqrt(np.diff(y) ** 2 + np.diff(np.linspace(0, 1, len(w))) ** 2).sum()
    return 1 + math.log(length) / math.log(2 * (len(w) - 1))


def higuchi(w):
    n, points = len(w), []
    for k in range(1, 9):
        lengths = []
        for m in range(1, k + 1):
            pieces = (n - m) // k
            way = sum(abs(w[m + i * k - 1] - w[m + (i - 1) * k - 1]) for i in range(1, pieces + 1))
            lengths.append(way * (n - 1) / (pieces * k) / k)
        if np.mean(lengths) == 0:
            return 1.0
        points.append((math.log(1 / k), math.log(np.mean(lengths))))
    return np.polyfit(*zip(*points), 1)[0]


def inside_outside(check, o, h, l, c):
    inside = hidden(((h < shift(h)) & (l > shift(l))).astype(float), 1)
    if check:
        same("inside", inside, np.abs(pta.cdl_inside(*series(o, h, l, c), asbool=False)))
    return inside, hidden(((h > shift(h)) & (l < shift(l))).astype(float), 1)


def crossing(a, b):
    side = lambda x, y: (x > y) & (shift(x) <= shift(y))
    return hidden(side(a, b).astype(float) - side(b, a), 1)


CASES = [
    ("logChange", {"period": 3}, lambda check, o, h, l, c, v: returns(c, 3)),
    ("drawdown", {"period": 50}, lambda check, o, h, l, c, v: 100 * (c / highest(c, 50) - 1)),
    ("runUp", {"period": 50}, lambda check, o, h, l, c, v: 100 * (c / lowest(c, 50) - 1)),
    ("interquartileRange", {}, lambda check, o, h, l, c, v: rows(c, 20, lambda w: np.quantile(w, 0.75) - np.quantile(w, 0.25))),
    ("returnAutocorrelation", {"bars": 2}, lambda check, o, h, l, c, v: autocorrelation(check, c, 60, 2)),
    ("hurst", {"period": 100}, lambda check, o, h, l, c, v: rows(returns(c), 100, hurst)),
    ("varianceRatio", {"period": 60, "horizon": 5}, lambda check, o, h, l, c, v: variance_ratio(check, c, 60, 5)),
    ("returnEntropy", {"period": 60, "bins": 8}, lambda check, o, h, l, c, v: rows(returns(c), 60, lambda w: entropy(w, 8))),
    ("katzDimension", {}, lambda check, o, h, l, c, v: rows(c, 30, katz)),
    ("sevcikDimension", {}, lambda check, o, h, l, c, v: rows(c, 30, sevcik)),
    ("higuchiDimension", {}, lambda check, o, h, l, c, v: rows(c, 60, higuchi)),
    ("openingGap", {}, lambda check, o, h, l, c, v: 100 * (o / shift(c) - 1)),
    ("narrowRange", {}, lambda check, o, h, l, c, v: rows(h - l, 7, lambda w: float(w[-1] < w[:-1].min()))),
    ("insideOutside", {}, lambda check, o, h, l, c, v: inside_outside(check, o, h, l, c)),
    ("crossing", {"left": "close", "right": "open"}, lambda check, o, h, l, c, v: crossing(c, o)),
]
