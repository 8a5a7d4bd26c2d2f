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
]
