"""Microstructure measures: `python make.py` writes microstructure.json beside this file.

Each is written down independently of the library, bar by bar from its published formula, with NumPy and SciPy, over the two series of ../talib/make.py; what a formula leaves open at 0/0 is filled in
as the library documents it. Quotes and trades are made here and stored with the outputs. All arrays are base64 of little-endian doubles.
"""
import json
import pathlib
import runpy

import numpy as np
import scipy
import scipy.stats

here = pathlib.Path(__file__).parent
common = runpy.run_path(str(here.parent / "talib" / "make.py"), run_name="microstructure")
encode = common["encode"]
NAN = float("nan")


def per_row(length, first, function):
    return np.array([NAN if i < first else function(i) for i in range(length)])


def log_returns(c):
    """Entry i belongs to row i; row 0 has none."""
    return np.concatenate([[NAN], np.log(c[1:] / c[:-1])])


def roll(b, n):
    r = log_returns(b["close"])

    def at(i):
        later, earlier = r[i - n + 1 : i + 1], r[i - n : i]
        return 2 * np.sqrt(max(0.0, -np.cov(later, earlier, ddof=1)[0, 1]))

    return [per_row(len(r), n + 1, at)]


def pair(b, i, adjust):
    h, l, c = b["high"], b["low"], b["close"]
    top, bottom = h[i], l[i]
    if adjust and bottom > c[i - 1]:
        top, bottom = top - (bottom - c[i - 1]), c[i - 1]
    elif adjust and top < c[i - 1]:
        top, bottom = c[i - 1], bottom + (c[i - 1] - top)
    beta = np.log(h[i - 1] / l[i - 1]) ** 2 + np.log(top / bottom) ** 2
    gamma = np.log(max(top, h[i - 1]) / min(bottom, l[i - 1])) ** 2
    return beta, gamma


DEN = 3 - 2 * np.sqrt(2)


def corwin_schultz(b, n, adjust=True, zero=True):
    def spread(i):
        beta, gamma = pair(b, i, adjust)
        alpha = (np.sqrt(2 * beta) - np.sqrt(beta)) / DEN - np.sqrt(gamma / DEN)
        s = 2 * (np.exp(alpha) - 1) / (1 + np.exp(alpha))
        return max(s, 0) if zero else s

    return [per_row(len(b["close"]), n, lambda i: np.mean([spread(k) for k in range(i - n + 1, i + 1)]))]


def bekker_parkinson(b, n):
    k2 = np.sqrt(8 / np.pi)

    def sigma(i):
        beta, gamma = pair(b, i, False)
        return max(0.0, (2**-0.5 - 1) * beta**0.5 / (k2 * DEN) + (gamma / (k2**2 * DEN)) ** 0.5)

    return [per_row(len(b["close"]), n, lambda i: np.mean([sigma(k) for k in range(i - n + 1, i + 1)]))]


def abdi_ranaldo(b, n, pairs=False):
    c, eta = np.log(b["close"]), (np.log(b["high"]) + np.log(b["low"])) / 2
    x = np.concatenate([[NAN], (c[:-1] - eta[:-1]) * (c[:-1] - eta[1:])])

    def at(i):
        w = x[i - n + 1 : i + 1]
        return np.mean(np.sqrt(np.maximum(4 * w, 0))) if pairs else np.sqrt(max(4 * np.mean(w), 0))

    return [per_row(len(c), n, at)]


def amihud(b, n):
    c, v = b["close"], b["volume"]

    def at(i):
        terms = [abs(c[k] / c[k - 1] - 1) / (c[k] * v[k]) * 1e6 for k in range(i - n + 1, i + 1) if v[k] > 0]
        return np.mean(terms) if terms else 0.0

    return [per_row(len(c), n, at)]


def ticks(c):
    out, sign = [0], 0
    for i in range(1, len(c)):
        sign = np.sign(c[i] - c[i - 1]) or sign
        out.append(sign)
    return np.array(out, float)


def slope(x, y):
    return 0.0 if np.ptp(x) == 0 else np.polyfit(x, y, 1)[0] if len(x) > 2 else (y[1] - y[0]) / (x[1] - x[0])


def regress(x, y, n):
    return [per_row(len(x), n, lambda i: slope(x[i - n + 1 : i + 1], y[i - n + 1 : i + 1]))]


def kyle(b, n):
    c = b["close"]
    return regress(ticks(c) * b["volume"], np.concatenate([[NAN], np.diff(c)]), n)


def kyle_trades(b, n):
    c = b["close"]
    return regress(b["buyVolume"] - b["sellVolume"], np.concatenate([[NAN], np.diff(c)]), n)


def hasbrouck(b, n):
    c = b["close"]
    return regress(ticks(c) * np.sqrt(c * b["volume"]), log_returns(c), n)


def signed(b, location):
    h, l, c, v = b["high"], b["low"], b["close"], b["volume"]
    with np.errstate(all="ignore"):
        share = np.where(h > l, ((c - l) - (h - c)) / (h - l), 0) if location else ticks(c)
    return [np.where(np.arange(len(c)) < 1, NAN, share * v)]


def buckets(volumes, shares, start, kept, size, bars):
    """Fills bucket after bucket, drop by drop of a bar's volume."""
    closed, out, room, filled, bought = [], [], 0.0, 0.0, 0.0
    for i, volume in enumerate(volumes):
        if i < start:
            out.append(NAN)
            continue
        rest = volume
        if room == 0:
            room = size or np.mean(volumes[max(0, i - bars + 1) : i + 1])
        while rest > 0 and rest >= room - filled:
            drop = room - filled
            closed.append((abs(2 * (bought + drop * shares[i]) - room), room))
            rest -= drop
            filled, bought = 0.0, 0.0
            room = size or np.mean(volumes[max(0, i - bars + 1) : i + 1])
        filled, bought = filled + rest, bought + rest * shares[i]
        last = closed[-kept:]
        out.append(NAN if len(last) < kept else sum(x for x, _ in last) / sum(y for _, y in last))
    return [np.array(out)]


def vpin(b, kept, size, bars, cdf):
    c = b["close"]
    change = np.concatenate([[NAN], np.diff(c)])
    shares = np.full(len(c), 0.5)
    for i in range(bars, len(c)):
        deviation = np.std(change[i - bars + 1 : i + 1], ddof=1)
        if deviation > 0 and change[i] != 0:
            shares[i] = cdf(change[i] / deviation)
    return buckets(b["volume"], shares, bars, kept, size, bars)


def vpin_trades(b, kept, size, bars):
    total = b["buyVolume"] + b["sellVolume"]
    shares = np.divide(b["buyVolume"], total, out=np.full(len(total), 0.5), where=total > 0)
    return buckets(total, shares, bars, kept, size, bars)


def realized(b, n):
    r = log_returns(b["close"])
    return [per_row(len(r), n, lambda i: np.sum(r[i - n + 1 : i + 1] ** 2))]


def semivariance(b, n):
    r = log_returns(b["close"])
    down = per_row(len(r), n, lambda i: sum(x * x for x in r[i - n + 1 : i + 1] if x < 0))
    up = per_row(len(r), n, lambda i: sum(x * x for x in r[i - n + 1 : i + 1] if x > 0))
    return [down, up]


def bv(w):
    a = np.abs(w)
    return np.pi / 2 * len(w) / (len(w) - 1) * np.sum(a[1:] * a[:-1])


def bipower(b, n):
    r = log_returns(b["close"])
    return [per_row(len(r), n, lambda i: bv(r[i - n + 1 : i + 1]))]


def jump(b, n, confidence):
    r = log_returns(b["close"])
    critical = scipy.stats.norm.ppf(confidence)

    def at(i):
        w = r[i - n + 1 : i + 1]
        a, rv, bp = np.abs(w), np.sum(w**2), bv(w)
        if rv == 0:
            return 0.0, 0.0, 0.0
        qp = n * np.pi**2 / 4 * n / (n - 3) * np.sum(a[3:] * a[2:-1] * a[1:-2] * a[:-3])
        noise = max(1, qp / bp**2) if bp > 0 else 1
        z = (1 - bp / rv) / np.sqrt((np.pi**2 / 4 + np.pi - 5) / n * noise)
        return z, float(z > critical), max(rv - bp, 0) if z > critical else 0.0

    rows = [(NAN,) * 3 if i < n else at(i) for i in range(len(r))]
    return list(np.array(rows).T)


def lee_mykland(b, k, tests, significance):
    r = log_returns(b["close"])
    c, root = np.sqrt(2 / np.pi), np.sqrt(2 * np.log(tests))
    centre = root / c - (np.log(np.pi) + np.log(np.log(tests))) / (2 * c * root)
    critical = centre + -np.log(-np.log(1 - significance)) / (c * root)

    def at(i):
        a = np.abs(r)
        variance = sum(a[j] * a[j - 1] for j in range(i - k + 2, i)) / (k - 2)
        z = r[i] / np.sqrt(variance) if variance > 0 else 0.0
        return z, np.sign(z) * (abs(z) > critical)

    rows = [(NAN,) * 2 if i < k else at(i) for i in range(len(r))]
    return list(np.array(rows).T)


def over(a, b, zero=0.0):
    return np.divide(a, b, out=np.broadcast_to(zero, a.shape).astype(float).copy(), where=b != 0)


def quoted(b):
    mid = (b["bid"] + b["ask"]) / 2
    return [b["ask"] - b["bid"], over(b["ask"] - b["bid"], mid)]


def effective(b):
    mid = (b["bid"] + b["ask"]) / 2
    return [2 * abs(b["close"] - mid), over(2 * abs(b["close"] - mid), mid)]


def microprice(b):
    size = b["bidSize"] + b["askSize"]
    return [over(b["bid"] * b["askSize"] + b["ask"] * b["bidSize"], size, (b["bid"] + b["ask"]) / 2)]


def flow(b, n):
    e = [NAN]
    for i in range(1, len(b["bid"])):
        pb, pb0, qb, qb0 = b["bid"][i], b["bid"][i - 1], b["bidSize"][i], b["bidSize"][i - 1]
        pa, pa0, qa, qa0 = b["ask"][i], b["ask"][i - 1], b["askSize"][i], b["askSize"][i - 1]
        e.append((pb >= pb0) * qb - (pb <= pb0) * qb0 - (pa <= pa0) * qa + (pa >= pa0) * qa0)
    return [per_row(len(e), n, lambda i: sum(e[i - n + 1 : i + 1]))]


def trades(b, n):
    def at(i):
        buys, sells = sum(b["buyVolume"][i - n + 1 : i + 1]), sum(b["sellVolume"][i - n + 1 : i + 1])
        return (buys - sells) / (buys + sells) if buys + sells else 0.0

    return [per_row(len(b["close"]), n - 1, at)]


normal, student = scipy.stats.norm.cdf, scipy.stats.t(0.25).cdf
CASES = [
    ("rollSpread", {}, lambda b: roll(b, 20)),
    ("rollSpread", {"period": 5}, lambda b: roll(b, 5)),
    ("corwinSchultz", {}, lambda b: corwin_schultz(b, 20)),
    ("corwinSchultz", {"period": 1, "overnight": "ignore", "negative": "keep"}, lambda b: corwin_schultz(b, 1, False, False)),
    ("bekkerParkinson", {}, lambda b: bekker_parkinson(b, 20)),
    ("bekkerParkinson", {"period": 1}, lambda b: bekker_parkinson(b, 1)),
    ("abdiRanaldo", {}, lambda b: abdi_ranaldo(b, 20)),
    ("abdiRanaldo", {"period": 7, "form": "pairs"}, lambda b: abdi_ranaldo(b, 7, True)),
    ("amihud", {}, lambda b: amihud(b, 20)),
    ("amihud", {"period": 3}, lambda b: amihud(b, 3)),
    ("kyleLambda", {}, lambda b: kyle(b, 20)),
    ("kyleLambda", {"period": 5}, lambda b: kyle(b, 5)),
    ("hasbrouckLambda", {}, lambda b: hasbrouck(b, 20)),
    ("signedVolume", {}, lambda b: signed(b, False)),
    ("signedVolume", {"rule": "closeLocation"}, lambda b: signed(b, True)),
    ("vpin", {}, lambda b: vpin(b, 50, 0, 50, normal)),
    ("vpin", {"buckets": 10, "meanBars": 20, "distribution": "t"}, lambda b: vpin(b, 10, 0, 20, student)),
    ("realizedVariance", {}, lambda b: realized(b, 20)),
    ("realizedSemivariance", {"period": 10}, lambda b: semivariance(b, 10)),
    ("bipowerVariation", {}, lambda b: bipower(b, 20)),
    ("priceJump", {}, lambda b: jump(b, 78, 0.99)),
    ("priceJump", {"period": 10, "confidence": 0.9}, lambda b: jump(b, 10, 0.9)),
    ("leeMykland", {"period": 16, "testBars": 20, "significance": 0.5}, lambda b: lee_mykland(b, 16, 20, 0.5)),
    ("leeMykland", {}, lambda b: lee_mykland(b, 100, 1000, 0.01)),
]
WITH_QUOTES = [
    ("vpin", {"buckets": 20, "bucketVolume": 700, "meanBars": 10}, lambda b: vpin(b, 20, 700.0, 10, normal)),
    ("vpinOfTrades", {"buckets": 10, "meanBars": 20}, lambda b: vpin_trades(b, 10, 0, 20)),
    ("vpinOfTrades", {"buckets": 4, "bucketVolume": 90, "meanBars": 1}, lambda b: vpin_trades(b, 4, 90.0, 1)),
    ("kyleLambdaOfTrades", {}, lambda b: kyle_trades(b, 20)),
    ("tradeImbalance", {"period": 5}, lambda b: trades(b, 5)),
    ("quotedMid", {}, lambda b: [(b["bid"] + b["ask"]) / 2]),
    ("quotedSpread", {}, quoted),
    ("effectiveSpread", {}, effective),
    ("microprice", {}, microprice),
    ("depthImbalance", {}, lambda b: [over(b["bidSize"] - b["askSize"], b["bidSize"] + b["askSize"])]),
    ("orderFlowImbalance", {}, lambda b: flow(b, 1)),
    ("orderFlowImbalance", {"period": 6}, lambda b: flow(b, 6)),
]


def with_quotes(b):
    rng = np.random.default_rng(20261121)
    n = len(b["close"])
    tick = np.round(b["close"], 1)
    b["bid"], b["ask"] = tick - rng.integers(0, 3, n) / 10, tick + rng.integers(0, 3, n) / 10
    for name in ("bidSize", "askSize"):
        b[name] = rng.integers(0, 5, n) * 10.0
    b["buyVolume"] = np.round(b["volume"] * rng.uniform(size=n))
    b["sellVolume"] = np.maximum(np.round(b["volume"]) - b["buyVolume"], 0)
    return b


NAMES = ("open", "high", "low", "close", "volume")
series = {name: dict(zip(NAMES, common[name]())) for name in ("sp500", "made")}
with_quotes(series["made"])
cases = []
for name, bars in series.items():
    for indicator, params, function in CASES + (WITH_QUOTES if name == "made" else []):
        cases.append({"series": name, "indicator": indicator, "params": params, "outputs": [encode(x) for x in function(bars)]})
document = {
    "reference": f"formulas in NumPy {np.__version__}, SciPy {scipy.__version__}",
    "extra": {name: encode(x) for name, x in series["made"].items() if name not in NAMES},
    "cases": cases,
}
(here / "microstructure.json").write_text(json.dumps(document, indent=0) + "\n")
