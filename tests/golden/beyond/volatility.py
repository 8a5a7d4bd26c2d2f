"""Ranges, deviations, bands."""
import numpy as np
import pandas_ta_classic as pta
import ta
from reference import *


def percent_b(check, x, n, k):
    width = k * std(x, n)
    out = over(x - sma(x, n) + width, 2 * width, 0.5)
    if check:
        same("percent b", out, ta.volatility.BollingerBands(*series(x), n, k).bollinger_pband(), skip=n)
    return out


def bandwidth(check, x, n, k):
    out = 100 * 2 * k * std(x, n) / sma(x, n)
    if check:
        same("bandwidth", out, ta.volatility.BollingerBands(*series(x), n, k).bollinger_wband(), skip=n)
    return out


def channel(form, check, h, l, c, n, m, k):
    average = ema if form == "pandasTa" else sma
    middle = average((h + l + c) / 3 if form == "original" else c, n)
    tr = true_range(h, l, c)
    width = k * (rma(tr, m) if form == "starc" else average(h - l if form == "original" else tr, m))
    out = together(middle + width, middle, middle - width)
    if check and form == "original":
        reference = ta.volatility.KeltnerChannel(*series(h, l, c), window=n, original_version=True)
        same("keltner upper", out[0], reference.keltner_channel_hband(), skip=n)
        same("keltner lower", out[2], reference.keltner_channel_lband(), skip=n)
    return out


def ulcer(check, x, n):
    top = highest(x, n)
    out = np.sqrt(sma((100 * (x - top) / top) ** 2, n))
    if check:
        same("ui", out, pta.ui(*series(x), length=n))
    return out


CASES = [
    ("bollingerPercentB", {}, lambda check, o, h, l, c, v: percent_b(check, c, 20, 2)),
    ("bollingerBandwidth", {"deviations": 3}, lambda check, o, h, l, c, v: bandwidth(check, c, 20, 3)),
    ("donchianWidth", {}, lambda check, o, h, l, c, v: 200 * (highest(h, 20) - lowest(l, 20)) / (highest(h, 20) + lowest(l, 20))),
    ("keltnerForm", {}, lambda check, o, h, l, c, v: channel("original", check, h, l, c, 10, 10, 1)),
    (
        "keltnerForm",
        {"form": "starc", "period": 6, "widthPeriod": 15, "multiplier": 2},
        lambda check, o, h, l, c, v: channel("starc", check, h, l, c, 6, 15, 2),
    ),
    (
        "keltnerForm",
        {"form": "squeeze", "period": 20, "widthPeriod": 20, "multiplier": 1.5},
        lambda check, o, h, l, c, v: channel("squeeze", check, h, l, c, 20, 20, 1.5),
    ),
    (
        "keltnerForm",
        {"form": "pandasTa", "period": 20, "widthPeriod": 20, "multiplier": 2},
        lambda check, o, h, l, c, v: channel("pandasTa", check, h, l, c, 20, 20, 2),
    ),
    ("ulcerIndex", {}, lambda check, o, h, l, c, v: ulcer(check, c, 14)),
    (
        "historicalVolatility",
        {"barsPerYear": 252},
        lambda check, o, h, l, c, v: np.sqrt(252) * std(np.log(c / shift(c)), 20, 1),
    ),
]
