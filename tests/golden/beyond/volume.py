"""Flows and averages weighted by volume."""
import datetime
import math

import numpy as np
import pandas_ta_classic as pta
import ta
from reference import *

DAY = datetime.timedelta(days=1)
START = {260: datetime.date(1999, 1, 4), 200: datetime.date(1999, 1, 4) + 180 * DAY}


def vwap_bands(h, l, c, v, anchor, k):
    """The bars are days; those of the first series begin on 1999-01-04, the other's 180 days later."""
    days = [START[len(c)] + i * DAY for i in range(len(c))]
    key = {"start": lambda day: 0, "week": lambda day: day.isocalendar()[:2], "month": lambda day: (day.year, day.month)}[anchor]
    price, outs, first = (h + l + c) / 3, [], 0
    for i in range(len(c)):
        if key(days[i]) != key(days[first]):
            first = i
        p, w = price[first : i + 1], v[first : i + 1]
        if w.sum() == 0:
            outs.append((p.mean(), 0))
        else:
            mean = np.average(p, weights=w)
            outs.append((mean, k * math.sqrt(np.average((p - mean) ** 2, weights=w))))
    mean, width = np.array(outs).T
    return mean + width, mean, mean - width


def force(h, l, c, v):
    out, trend, measure = np.full(len(c), np.nan), 1, 0
    for i in range(1, len(c)):
        now, last = h[i] + l[i] + c[i], h[i - 1] + l[i - 1] + c[i - 1]
        dm = h[i] - l[i]
        turn = 1 if now > last else -1 if now < last else trend
        measure = (measure if turn == trend and measure != 0 else h[i - 1] - l[i - 1]) + dm
        trend = turn
        out[i] = 0 if measure == 0 else 100 * v[i] * abs(2 * dm / measure - 1) * trend
    return out


def klinger(check, h, l, c, v, plain):
    raw = force(h, l, c, v)
    if plain:
        raw = hidden(np.where(np.nan_to_num(change(h + l + c)) >= 0, v, -v), 1)
    line = ema(raw, 34) - ema(raw, 55)
    if check and plain:
        same("kvo", line, pta.kvo(*series(h, l, c, v)).iloc[:, 0], 1e-2, skip=200)
    return together(line, ema(line, 13))


def ease(check, h, l, v, n):
    out = sma(over(1e8 * change((h + l) / 2) * (h - l), v, 0.0), n)
    if check:
        same("eom", out, ta.volume.EaseOfMovementIndicator(*series(h, l, v), window=n).sma_ease_of_movement())
    return out


def twiggs(h, l, c, v, n):
    last = shift(c)
    top, bottom = np.maximum(h, last), np.minimum(l, last)
    flow = over((c - bottom) - (top - c), top - bottom, 0.0) * v
    return over(rma(flow, n), rma(hidden(v, 1), n), 0.0)


def zone(c, x, n):
    return 100 * over(ema(np.sign(change(c)) * x, n), ema(hidden(x, 1), n), 0.0)


def volume_flow(h, l, c, v, n, m, k):
    price = (h + l + c) / 3
    mean = shift(sma(v, n))
    least = 0.2 * std(np.log(price / shift(price)), m) * c
    counted, step = np.minimum(v, 2.5 * mean), change(price)
    signed = np.where(np.isnan(counted + least), np.nan, np.where(step > least, counted, np.where(step < -least, -counted, 0)))
    line = over(total(signed, n), mean, 0.0)
    return together(line, ema(line, k))


def vwma(c, v, n):
    return over(total(c * v, n), total(v, n), np.nan_to_num(sma(c, n)))


def confirmation(c, v, short, long):
    a = vwma(c, v, long) - sma(c, long)
    return a * vwma(c, v, short) / sma(c, short) * over(sma(v, short), sma(v, long), 1.0)


def weighted_macd(check, c, v, simple):
    average = vwma if simple else lambda c, v, n: over(ema(c * v, n), ema(v, n), 0.0)
    line = average(c, v, 12) - average(c, v, 26)
    if check and simple:
        same("vwmacd", line, pta.vwmacd(*series(c, v)).iloc[:, 0])
    return together(line, ema(line, 9), line - ema(line, 9))


CASES = [
    ("vwapBands", {"anchor": "start"}, lambda check, o, h, l, c, v: vwap_bands(h, l, c, v, "start", 2)),
    ("vwapBands", {"anchor": "week", "deviations": 1}, lambda check, o, h, l, c, v: vwap_bands(h, l, c, v, "week", 1)),
    ("vwapBands", {"anchor": "month", "utcOffsetMinutes": 60}, lambda check, o, h, l, c, v: vwap_bands(h, l, c, v, "month", 2)),
    ("klinger", {}, lambda check, o, h, l, c, v: klinger(check, h, l, c, v, False)),
    ("klinger", {"force": "sign"}, lambda check, o, h, l, c, v: klinger(check, h, l, c, v, True)),
    ("easeOfMovement", {}, lambda check, o, h, l, c, v: ease(check, h, l, v, 14)),
    ("twiggsMoneyFlow", {}, lambda check, o, h, l, c, v: twiggs(h, l, c, v, 21)),
    ("volumeZoneOscillator", {}, lambda check, o, h, l, c, v: zone(c, v, 14)),
    ("priceZoneOscillator", {}, lambda check, o, h, l, c, v: zone(c, c, 14)),
    (
        "volumeFlow",
        {"period": 40, "deviationPeriod": 20},
        lambda check, o, h, l, c, v: volume_flow(h, l, c, v, 40, 20, 5),
    ),
    ("volumePriceConfirmation", {}, lambda check, o, h, l, c, v: confirmation(c, v, 5, 20)),
    ("volumeWeightedMacd", {}, lambda check, o, h, l, c, v: weighted_macd(check, c, v, False)),
    ("volumeWeightedMacd", {"average": "simple"}, lambda check, o, h, l, c, v: weighted_macd(check, c, v, True)),
    ("variableAccumulation", {}, lambda check, o, h, l, c, v: total(over(c - o, h - l, 0.0) * v, 24)),
]
