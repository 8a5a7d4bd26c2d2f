"""Oscillators."""
import math
from fractions import Fraction

import numpy as np
import pandas_ta_classic as pta
import ta
from reference import *


def runs(step):
    out, run = np.full(len(step), np.nan), 0
    for i, value in enumerate(step):
        if np.isnan(value):
            continue
        run = 0 if value == 0 else (max(run, 0) + 1 if value > 0 else min(run, 0) - 1)
        out[i] = run
    return out


def percent(x, n):
    return 100 * over(x - shift(x, n), shift(x, n), 0.0)


def connors(x, first, second, n):
    step = percent(x, 1)
    rank = rows(step, n + 1, lambda w: 100 * np.mean(w[:-1] < w[-1]))
    return together((rsi(x, first) + after(lambda y: rsi(y, second), runs(change(x))) + rank) / 3)[0]


def know_sure_thing(check, x):
    line = sum(k * sma(percent(x, r), a) for k, r, a in ((1, 10, 10), (2, 15, 10), (3, 20, 10), (4, 30, 15)))
    signal = sma(line, 9)
    if check:
        reference = ta.trend.KSTIndicator(*series(x))
        same("kst", line, reference.kst(), skip=60)
        same("kst signal", signal, reference.kst_sig(), skip=60)
    return together(line, signal)


def vigor(check, o, h, l, c, n):
    four = [1, 2, 2, 1]
    line = over(total(weighted(c - o, four), n), total(weighted(h - l, four), n), 0.0)
    signal = weighted(line, four)
    if check:
        reference = pta.rvgi(*series(o, h, l, c), length=n)
        same("rvgi", line, reference[f"RVGI_{n}_4"])
        same("rvgi signal", signal, reference[f"RVGIs_{n}_4"])
    return together(line, signal)


def schaff(x, fast, slow, n, factor):
    def stage(y):
        top, bottom, out, place = highest(y, n), lowest(y, n), np.full(len(y), np.nan), 0
        for i in range(n - 1, len(y)):
            if top[i] > bottom[i]:
                place = 100 * (y[i] - bottom[i]) / (top[i] - bottom[i])
            out[i] = place if i == n - 1 else out[i - 1] + factor * (place - out[i - 1])
        return out
    return after(stage, after(stage, ema(x, fast) - ema(x, slow)))


def qqe(x, n, smooth, factor):
    line = ema(rsi(x, n), smooth)
    width = factor * ema(ema(np.abs(change(line)), 2 * n - 1), 2 * n - 1)
    first = int(np.argmin(np.isnan(width)))
    below, above, side = (np.full(len(x), np.nan) for _ in range(3))
    for i in range(first, len(x)):
        below[i], above[i], side[i] = line[i] - width[i], line[i] + width[i], 1
        if i == first:
            continue
        side[i] = 1 if line[i] > above[i - 1] else -1 if line[i] < below[i - 1] else side[i - 1]
        if line[i - 1] > below[i - 1] and line[i] > below[i - 1]:
            below[i] = max(below[i - 1], below[i])
        if line[i - 1] < above[i - 1] and line[i] < above[i - 1]:
            above[i] = min(above[i - 1], above[i])
    return together(line, np.where(side == 1, below, above), side)


def wave_trend(h, l, c, n, m, k):
    price = (h + l + c) / 3
    apart = price - ema(price, n)
    line = ema(over(apart, 0.015 * ema(np.abs(apart), n), 0.0), m)
    return together(line, sma(line, k))


def impulse(x):
    line = ema(x, 12) - ema(x, 26)
    a, b = change(ema(x, 13)), change(line - ema(line, 9))
    both = np.where((a > 0) & (b > 0), 1.0, np.where((a < 0) & (b < 0), -1.0, 0.0))
    return np.where(np.isnan(a + b), np.nan, both)


def fisher(check, h, l, n):
    price, v, out = (h + l) / 2, 0, np.full(len(h), np.nan)
    top, bottom, last = highest(price, n), lowest(price, n), 0
    for i in range(n - 1, len(h)):
        place = (price[i] - bottom[i]) / (top[i] - bottom[i]) - 0.5 if top[i] > bottom[i] else 0
        v = 0.66 * place + 0.67 * v
        v = 0.999 if v > 0.99 else -0.999 if v < -0.99 else v
        last = out[i] = 0.5 * math.log((1 + v) / (1 - v)) + 0.5 * last
    if check:
        same("fisher", out, pta.fisher(*series(h, l), length=n).iloc[:, 0], skip=100)
    return together(hidden(out, n), shift(out))


def premier(h, l, c, n, m):
    place = over(c - lowest(l, n), highest(h, n) - lowest(l, n), 0.5)
    s = np.exp(ema(ema(10 * (place - 0.5), m), m))
    return (s - 1) / (s + 1)


def gravity(check, x, n):
    out = rows(x, n, lambda w: -np.dot(w[::-1], np.arange(1, n + 1)) / w.sum())
    if check:
        same("cg", out, pta.cg(*series(x), length=n))
    return out


def laguerre_rsi(check, x, gamma):
    """In fractions, because on a flat stretch the stages come as near to each other as doubles are coarse."""
    gamma = Fraction(gamma)
    stages, out = [Fraction(x[0])] * 4, np.full(len(x), np.nan)
    for i, value in enumerate(map(Fraction, x)):
        new = [(1 - gamma) * value + gamma * stages[0]]
        for k in (1, 2, 3):
            new.append(-gamma * new[k - 1] + stages[k - 1] + gamma * stages[k])
        stages = new
        steps = [stages[k] - stages[k + 1] for k in range(3)]
        up, both = sum(max(step, 0) for step in steps), sum(abs(step) for step in steps)
        out[i] = float(100 * up / both) if both else 50
    if check:
        same("lrsi", out, pta.lrsi(*series(x), gamma=float(gamma)), skip=3)
    return hidden(out, 3)


def momentum_share(x, n, k):
    step = change(x, k)
    return share(rma(np.maximum(step, 0), n), rma(np.maximum(-step, 0), n), 50.0)


def de_marker(h, l, n):
    return share(total(np.maximum(change(h), 0), n), total(np.maximum(-change(l), 0), n), 50.0) / 100


def derivative(x):
    line = ema(ema(rsi(x, 14), 5), 3)
    return line - sma(line, 9)


def price_momentum(x, n, m, k):
    line = 10 * recursive(recursive(percent(x, 1), n - 1, 2 / n), m - 1, 2 / m)
    return together(line, ema(line, k))


def psychological(check, x, n):
    out = 100 * rows(change(x), n, lambda w: np.mean(w > 0))
    if check:
        same("psl", out, pta.psl(*series(x), length=n), skip=n + 1)
    return out


def squeeze(check, h, l, c, n, k, m):
    place = np.arange(n)
    center = ((highest(h, n) + lowest(l, n)) / 2 + sma(c, n)) / 2
    line = rows(c - center, n, lambda w: np.polyval(np.polyfit(place, w, 1), n - 1))
    room = m * sma(true_range(h, l, c), n) - k * std(c, n)
    if check:
        reference = pta.squeeze(*series(h, l, c), lazybear=True, use_tr=True)
        same("squeeze", line, reference.iloc[:, 0], 1e-9)
    return together(line, np.sign(room) + 0 * room)


def waddah(h, l, c):
    return together(150 * change(ema(c, 20) - ema(c, 40)), 4 * std(c, 20), 3.7 * atr(h, l, c, 100))


def inertia(x, n):
    step, width = change(x), std(x, 10)
    up = rma(np.where(np.isnan(width), np.nan, np.where(step > 0, width, 0)), 14)
    down = rma(np.where(np.isnan(width), np.nan, np.where(step < 0, width, 0)), 14)
    return rows(share(up, down, 50.0), n, lambda w: np.polyval(np.polyfit(np.arange(n), w, 1), n - 1))


def br_ar(check, o, h, l, c, n):
    last = shift(c)
    ar = 100 * over(total(h - o, n), total(o - l, n), 1.0)
    br = 100 * over(total(np.maximum(h - last, 0), n), total(np.maximum(last - l, 0), n), 1.0)
    if check:
        reference = pta.brar(*series(o, h, l, c), length=n)
        same("ar", ar, reference.iloc[:, 0])
        same("br", br, reference.iloc[:, 1])
    return together(ar, br)


def trend_trigger(h, l, n):
    top, bottom = highest(h, n), lowest(l, n)
    buying, selling = top - shift(bottom, n), shift(top, n) - bottom
    return 100 * over(buying - selling, (buying + selling) / 2, 0.0)


def cyber_cycle(x, n):
    from trend import filtered
    a = 2 / (n + 1)
    gain = (1 - a / 2) ** 2
    cycle = after(lambda y: hidden(filtered(y, 0, [gain, -2 * gain, gain], [2 * (1 - a), -((1 - a) ** 2)]), n - 1), weighted(x, [1, 2, 2, 1]))
    return together(cycle, shift(cycle))


def flex(x, n, m, bent):
    from trend import super_smoother
    line, out, square = hidden(super_smoother(x, m), m - 1), np.full(len(x), np.nan), None
    for i in range(n + m - 1, len(x)):
        slope = (line[i - n] - line[i]) / n
        value = np.mean([line[i] + bent * k * slope - line[i - k] for k in range(1, n + 1)])
        square = value**2 if square is None else 0.04 * value**2 + 0.96 * square
        out[i] = value / math.sqrt(square) if square > 0 else 0
    return out


def rank_correlation(x, n):
    import scipy.stats
    place = np.arange(1, n + 1)
    return rows(x, n, lambda w: 100 * (1 - 6 * np.sum((place - scipy.stats.rankdata(w)) ** 2) / (n * (n * n - 1))))


def trend_correlation(check, x, n):
    out = rows(x, n, lambda w: 0.0 if np.all(w == w[0]) else np.corrcoef(w, np.arange(n))[0, 1])
    if check:
        same("cti", out, pta.cti(*series(x), length=n))
    return out


def swing(o, h, l, c, limit):
    out = np.full(len(c), np.nan)
    for i in range(1, len(c)):
        a, b, d, body = abs(h[i] - c[i - 1]), abs(l[i] - c[i - 1]), h[i] - l[i], abs(c[i - 1] - o[i - 1])
        r = a - 0.5 * b + 0.25 * body if a >= b and a >= d else b - 0.5 * a + 0.25 * body if b >= d else d + 0.25 * body
        move = c[i] - c[i - 1] + 0.5 * (c[i] - o[i]) + 0.25 * (c[i - 1] - o[i - 1])
        out[i] = 0 if r == 0 else 50 * move / r * max(a, b) / limit
    return out


CASES = [
    ("streak", {}, lambda check, o, h, l, c, v: runs(change(c))),
    ("tdSetup", {}, lambda check, o, h, l, c, v: runs(change(c, 4))),
    ("connorsRsi", {"rankPeriod": 50}, lambda check, o, h, l, c, v: connors(c, 3, 2, 50)),
    ("knowSureThing", {}, lambda check, o, h, l, c, v: know_sure_thing(check, c)),
    ("relativeVigorIndex", {}, lambda check, o, h, l, c, v: vigor(check, o, h, l, c, 10)),
    ("schaffTrendCycle", {}, lambda check, o, h, l, c, v: schaff(c, 23, 50, 10, 0.5)),
    ("qqe", {}, lambda check, o, h, l, c, v: qqe(c, 14, 5, 4.236)),
    ("waveTrend", {}, lambda check, o, h, l, c, v: wave_trend(h, l, c, 10, 21, 4)),
    ("elderImpulse", {}, lambda check, o, h, l, c, v: impulse(c)),
    ("fisherTransform", {}, lambda check, o, h, l, c, v: fisher(check, h, l, 9)),
    ("inverseFisherRsi", {}, lambda check, o, h, l, c, v: np.tanh(wma(0.1 * (rsi(c, 5) - 50), 9))),
    ("premierStochastic", {}, lambda check, o, h, l, c, v: premier(h, l, c, 8, 5)),
    ("centerOfGravity", {}, lambda check, o, h, l, c, v: gravity(check, c, 10)),
    ("laguerreRsi", {}, lambda check, o, h, l, c, v: laguerre_rsi(check, c, 0.5)),
    ("relativeMomentumIndex", {}, lambda check, o, h, l, c, v: momentum_share(c, 14, 5)),
    ("deMarker", {}, lambda check, o, h, l, c, v: de_marker(h, l, 14)),
    ("derivativeOscillator", {}, lambda check, o, h, l, c, v: derivative(c)),
    ("disparity", {"kind": "ema"}, lambda check, o, h, l, c, v: 100 * over(c - ema(c, 20), ema(c, 20), 0.0)),
    ("priceMomentumOscillator", {}, lambda check, o, h, l, c, v: price_momentum(c, 35, 20, 10)),
    ("psychologicalLine", {}, lambda check, o, h, l, c, v: psychological(check, c, 12)),
    ("prettyGoodOscillator", {}, lambda check, o, h, l, c, v: over(c - sma(c, 14), ema(true_range(h, l, c), 14), 0.0)),
    ("internalBarStrength", {}, lambda check, o, h, l, c, v: over(c - l, h - l, 0.5)),
    ("squeeze", {}, lambda check, o, h, l, c, v: squeeze(check, h, l, c, 20, 2, 1.5)),
    ("waddahAttar", {}, lambda check, o, h, l, c, v: waddah(h, l, c)),
    ("inertia", {}, lambda check, o, h, l, c, v: inertia(c, 20)),
    ("brAr", {}, lambda check, o, h, l, c, v: br_ar(check, o, h, l, c, 26)),
    ("trendTriggerFactor", {}, lambda check, o, h, l, c, v: trend_trigger(h, l, 15)),
    ("cyberCycle", {}, lambda check, o, h, l, c, v: cyber_cycle(c, 28)),
    ("trendFlex", {}, lambda check, o, h, l, c, v: flex(c, 20, 10, 0)),
    ("reflex", {}, lambda check, o, h, l, c, v: flex(c, 20, 10, 1)),
    ("rankCorrelation", {}, lambda check, o, h, l, c, v: rank_correlation(c, 9)),
    ("trendCorrelation", {}, lambda check, o, h, l, c, v: trend_correlation(check, c, 20)),
    ("swingIndex", {}, lambda check, o, h, l, c, v: swing(o, h, l, c, 300)),
    ("accumulativeSwingIndex", {"limitMove": 3}, lambda check, o, h, l, c, v: after(np.cumsum, swing(o, h, l, c, 3))),
]
