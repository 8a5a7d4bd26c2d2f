"""Outputs of indicators that TA-Lib lacks: `python make.py` writes formulas.json beside this file, in the form and on the two series of ../talib/make.py.

Each is written down independently of the library, from its published formula, with pandas, NumPy, SciPy and TA-Lib's averages; where the packages `ta` or
`pandas-ta-classic` share the definition, the result is checked against them here first. What a formula leaves open at 0/0 is filled in as the library documents it. All outputs
of an indicator begin on the row of the last one.
"""
import json
import pathlib
import runpy
from importlib.metadata import version

import numpy as np
import pandas as pd
import pandas_ta_classic
import scipy
import scipy.stats
import ta
import talib

here = pathlib.Path(__file__).parent
common = runpy.run_path(str(here.parent / "talib" / "make.py"), run_name="formulas")
encode = common["encode"]


def windows(x, n):
    """Row i holds the n values up to i; rows before the first full window hold NaN."""
    return np.lib.stride_tricks.sliding_window_view(np.concatenate([np.full(n - 1, np.nan), x]), n)


def per_window(x, n, function, flat):
    rows = windows(x, n)
    out = np.full(len(x), np.nan)
    for i in range(n - 1, len(x)):
        out[i] = flat if np.all(rows[i] == rows[i][0]) else function(rows[i])
    return out


def same(name, ours, theirs, tolerance=1e-9, skip=0):
    """Stops when a published package that shares the definition disagrees on the rows that both answer."""
    ours, theirs = np.asarray(ours, float)[skip:], np.asarray(theirs, float)[skip:]
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    error = np.max(np.abs(ours - theirs)[both]) / np.nanstd(ours)
    assert both.sum() > 150 and error < tolerance, (name, both.sum(), error)


def shift(x, k=1):
    return np.concatenate([np.full(k, np.nan), x[: len(x) - k]])


def together(*outputs):
    start = max(np.argmin(np.isnan(x)) for x in outputs)
    return tuple(np.where(np.arange(len(x)) < start, np.nan, x) for x in outputs)


def after(x, function):
    """The function over the rows from the first valid one on."""
    first = int(np.argmin(np.isnan(x)))
    return np.concatenate([np.full(first, np.nan), function(x[first:])])


def over(a, b, zero):
    with np.errstate(all="ignore"):
        return np.where(np.isnan(a) | np.isnan(b), np.nan, np.where(b == 0, zero, a / b))


def skew(x, n):
    out = per_window(x, n, lambda w: scipy.stats.skew(w, bias=False), 0.0)
    same("skew", out, pd.Series(x).rolling(n).skew(), 1e-5)
    return out


def kurtosis(x, n):
    out = per_window(x, n, lambda w: scipy.stats.kurtosis(w, bias=False), 0.0)
    same("kurtosis", out, pd.Series(x).rolling(n).kurt(), 1e-5)
    return out


def z_score(x, n):
    return per_window(x, n, lambda w: (w[-1] - w.mean()) / w.std(), 0.0)


def quantile(x, n, q):
    return pd.Series(x).rolling(n).quantile(q).to_numpy()


def rank(x, n):
    return pd.Series(x).rolling(n).rank(pct=True).to_numpy()


def tsi(c, slow, fast):
    change = c - shift(c)
    smooth = lambda x: after(after(x, lambda y: talib.EMA(y, slow)), lambda y: talib.EMA(y, fast))
    out = over(100 * smooth(change), smooth(np.abs(change)), 0.0)
    same("tsi", out, ta.momentum.TSIIndicator(pd.Series(c), slow, fast).tsi(), 1e-3, skip=300)
    return out


def hma(c, n):
    out = after(2 * talib.WMA(c, n // 2) - talib.WMA(c, n), lambda x: talib.WMA(x, int(np.sqrt(n))))
    same("hma", out, pandas_ta_classic.hma(pd.Series(c), length=n))
    return out


def middle(h, l, n):
    return ((pd.Series(h).rolling(n).max() + pd.Series(l).rolling(n).min()) / 2).to_numpy()


def ichimoku(h, l, short, medium, long, displacement):
    conversion, base = middle(h, l, short), middle(h, l, medium)
    span_a, span_b = (conversion + base) / 2, middle(h, l, long)
    reference = ta.trend.IchimokuIndicator(pd.Series(h), pd.Series(l), short, medium, long)
    same("conversion", conversion, reference.ichimoku_conversion_line())
    same("base", base, reference.ichimoku_base_line())
    same("span a", span_a, reference.ichimoku_a(), skip=long)
    same("span b", span_b, reference.ichimoku_b(), skip=long)
    return together(conversion, base, shift(span_a, displacement), shift(span_b, displacement))


def super_trend(h, l, c, n, multiplier):
    width = multiplier * talib.ATR(h, l, c, n)
    upper, lower = (h + l) / 2 + width, (h + l) / 2 - width
    line, direction = np.full(len(c), np.nan), np.full(len(c), np.nan)
    for i in range(n, len(c)):
        if i == n:
            direction[i] = -1
        else:
            if not (upper[i] < upper[i - 1] or c[i - 1] > upper[i - 1]):
                upper[i] = upper[i - 1]
            if not (lower[i] > lower[i - 1] or c[i - 1] < lower[i - 1]):
                lower[i] = lower[i - 1]
            was_down = direction[i - 1] == -1
            direction[i] = (1 if c[i] > upper[i] else -1) if was_down else (-1 if c[i] < lower[i] else 1)
        line[i] = lower[i] if direction[i] == 1 else upper[i]
    return line, direction


def keltner(h, l, c, n, atr, multiplier):
    center, width = talib.EMA(c, n), multiplier * talib.ATR(h, l, c, atr)
    return together(center + width, center, center - width)


def donchian(h, l, n):
    upper, lower = pd.Series(h).rolling(n).max().to_numpy(), pd.Series(l).rolling(n).min().to_numpy()
    return upper, (upper + lower) / 2, lower


def parkinson(h, l, n):
    return np.sqrt((np.log(windows(h, n) / windows(l, n)) ** 2).mean(-1) / (4 * np.log(2)))


def garman_klass(o, h, l, c, n):
    terms = np.log(h / l) ** 2 / 2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2
    return np.sqrt(windows(terms, n).mean(-1))


def rogers_satchell_terms(o, h, l, c):
    up, down, body = np.log(h / o), np.log(l / o), np.log(c / o)
    return up * (up - body) + down * (down - body)


def rogers_satchell(o, h, l, c, n):
    return np.sqrt(np.maximum(windows(rogers_satchell_terms(o, h, l, c), n).mean(-1), 0))


def yang_zhang(o, h, l, c, n):
    gap = np.log(o / shift(c))
    k = 0.34 / (1.34 + (n + 1) / (n - 1))
    terms = rogers_satchell_terms(o, h, l, c)
    out = per_window(gap, n, lambda w: w.var(ddof=1), 0.0) + k * per_window(np.log(c / o), n, lambda w: w.var(ddof=1), 0.0)
    return np.sqrt(np.maximum(out + (1 - k) * windows(terms, n).mean(-1), 0)) + 0 * windows(gap, n).sum(-1)


def weighted(x, v, n):
    return over(windows(x * v, n).sum(-1), windows(v, n).sum(-1), windows(x, n).mean(-1))


def vwma(x, v, n):
    out = weighted(x, v, n)
    same("vwma", out, pandas_ta_classic.vwma(pd.Series(x), pd.Series(v), length=n))
    return out


def vwap(h, l, c, v, n):
    out = weighted((h + l + c) / 3, v, n)
    same("vwap", out, ta.volume.VolumeWeightedAveragePrice(*map(pd.Series, (h, l, c, v)), window=n).volume_weighted_average_price())
    return out


def money_flow(h, l, c, v, n):
    flow = over((c - l) - (h - c), h - l, 0.0) * v
    out = over(windows(flow, n).sum(-1), windows(v, n).sum(-1), 0.0)
    same("cmf", out, ta.volume.ChaikinMoneyFlowIndicator(*map(pd.Series, (h, l, c, v)), window=n).chaikin_money_flow())
    return out


def price_trend(c, v):
    out = np.nan_to_num((pd.Series(c).pct_change() * v).to_numpy()).cumsum()
    same("vpt", out, pandas_ta_classic.pvt(pd.Series(c), pd.Series(v)) / 100)
    return out


def force(c, v, n):
    raw = (c - shift(c)) * v
    return raw if n == 1 else after(raw, lambda x: talib.EMA(x, n))


CASES = [
    ("rollingSkew", {"period": 20}, lambda o, h, l, c, v: skew(c, 20)),
    ("rollingSkew", {"period": 3, "input": "volume"}, lambda o, h, l, c, v: skew(v, 3)),
    ("rollingKurtosis", {"period": 20}, lambda o, h, l, c, v: kurtosis(c, 20)),
    ("rollingKurtosis", {"period": 5, "input": "volume"}, lambda o, h, l, c, v: kurtosis(v, 5)),
    ("rollingZScore", {"period": 20}, lambda o, h, l, c, v: z_score(c, 20)),
    ("rollingZScore", {"period": 5, "input": "volume"}, lambda o, h, l, c, v: z_score(v, 5)),
    ("rollingQuantile", {"period": 20}, lambda o, h, l, c, v: quantile(c, 20, 0.5)),
    ("rollingQuantile", {"period": 9, "quantile": 0.9, "input": "volume"}, lambda o, h, l, c, v: quantile(v, 9, 0.9)),
    ("rollingRank", {"period": 20}, lambda o, h, l, c, v: rank(c, 20)),
    ("tsi", {}, lambda o, h, l, c, v: tsi(c, 25, 13)),
    ("hma", {"period": 16}, lambda o, h, l, c, v: hma(c, 16)),
    ("hma", {"period": 7}, lambda o, h, l, c, v: hma(c, 7)),
    ("ichimoku", {}, lambda o, h, l, c, v: ichimoku(h, l, 9, 26, 52, 26)),
    (
        "ichimoku",
        {"conversionPeriod": 3, "basePeriod": 12, "spanPeriod": 7, "displacement": 0},
        lambda o, h, l, c, v: ichimoku(h, l, 3, 12, 7, 0),
    ),
    ("superTrend", {}, lambda o, h, l, c, v: super_trend(h, l, c, 10, 3)),
    ("superTrend", {"period": 5, "multiplier": 1.5}, lambda o, h, l, c, v: super_trend(h, l, c, 5, 1.5)),
    ("keltner", {}, lambda o, h, l, c, v: keltner(h, l, c, 20, 10, 2)),
    ("keltner", {"period": 5, "atrPeriod": 9, "multiplier": 1.5}, lambda o, h, l, c, v: keltner(h, l, c, 5, 9, 1.5)),
    ("donchian", {"period": 20}, lambda o, h, l, c, v: donchian(h, l, 20)),
    ("parkinson", {"period": 20}, lambda o, h, l, c, v: parkinson(h, l, 20)),
    ("garmanKlass", {"period": 20}, lambda o, h, l, c, v: garman_klass(o, h, l, c, 20)),
    ("rogersSatchell", {"period": 20}, lambda o, h, l, c, v: rogers_satchell(o, h, l, c, 20)),
    ("yangZhang", {"period": 20}, lambda o, h, l, c, v: yang_zhang(o, h, l, c, 20)),
    ("yangZhang", {"period": 3}, lambda o, h, l, c, v: yang_zhang(o, h, l, c, 3)),
    ("vwma", {"period": 20}, lambda o, h, l, c, v: vwma(c, v, 20)),
    ("vwap", {"period": 20}, lambda o, h, l, c, v: vwap(h, l, c, v, 20)),
    ("chaikinMoneyFlow", {"period": 20}, lambda o, h, l, c, v: money_flow(h, l, c, v, 20)),
    ("volumePriceTrend", {}, lambda o, h, l, c, v: price_trend(c, v)),
    ("forceIndex", {"period": 13}, lambda o, h, l, c, v: force(c, v, 13)),
    ("forceIndex", {"period": 1}, lambda o, h, l, c, v: force(c, v, 1)),
]

cases = []
for series, columns in (("sp500", common["sp500"]()), ("made", common["made"]())):
    for name, params, function in CASES:
        result = function(*columns)
        outputs = result if isinstance(result, tuple) else (result,)
        cases.append({"series": series, "indicator": name, "params": params, "outputs": [encode(x) for x in outputs]})
document = {
    "reference": f"formulas in NumPy {np.__version__}, pandas {pd.__version__}, SciPy {scipy.__version__}, TA-Lib {talib.__version__}",
    "checked against": f"ta {version('ta')}, pandas-ta-classic {version('pandas-ta-classic')}",
    "cases": cases,
}
(here / "formulas.json").write_text(json.dumps(document, indent=0) + "\n")
