"""Averages and what is drawn over the price."""
import math

import numpy as np
import pandas_ta_classic as pta
from reference import *


def alma(check, x, n, offset=0.85, sigma=6):
    m, s = offset * (n - 1), n / sigma
    weights = [math.exp(-((j - m) ** 2) / (2 * s * s)) for j in range(n)]
    out = weighted(x, weights)
    if check:  # pandas-ta-classic 0.8.32 gives the oldest value the newest one's weight
        same("alma", weighted(x, weights[::-1]), pta.alma(*series(x), length=n, sigma=sigma, distribution_offset=offset))
    return out


def sine_wma(check, x, n):
    out = weighted(x, np.sin(np.pi * np.arange(1, n + 1) / (n + 1)))
    if check:
        same("sinwma", out, pta.sinwma(*series(x), length=n))
    return out


def fibonacci(check, x, n):
    weights = [1, 1]
    while len(weights) < n:
        weights.append(weights[-1] + weights[-2])
    out = weighted(x, weights)
    if check:
        same("fwma", out, pta.fwma(*series(x), length=n))
    return out


def pascal(check, x, n):
    out = weighted(x, [math.comb(n - 1, j) for j in range(n)])
    if check:
        same("pwma", out, pta.pwma(*series(x), length=n))
    return out


def mc_ginley(check, x, n):
    out = x.copy()
    for i in range(1, len(x)):
        out[i] = out[i - 1] + (x[i] - out[i - 1]) / max(1, n * (x[i] / out[i - 1]) ** 4)
    if check:
        same("mcgd", out, pta.mcgd(*series(x), length=n))
    return hidden(out, n - 1)


def vidya(check, x, n):
    step = change(x)
    up, down = total(np.maximum(step, 0), n), total(np.maximum(-step, 0), n)
    cmo = over(np.abs(up - down), up + down, 1.0)
    out = np.full(len(x), np.nan)
    last = x[:n].mean()
    for i in range(n, len(x)):
        last += 2 / (n + 1) * cmo[i] * (x[i] - last)
        out[i] = last
    if check:
        same("vidya", out, pta.vidya(*series(x), length=n))
    return out


def frama(h, l, half):
    price, out = (h + l) / 2, np.full(len(h), np.nan)
    for i in range(2 * half - 1, len(h)):
        old, new, whole = slice(i - 2 * half + 1, i - half + 1), slice(i - half + 1, i + 1), slice(i - 2 * half + 1, i + 1)
        n1, n2, n3 = (h[s].max() - l[s].min() for s in (old, new, whole))
        n1, n2, n3 = n1 / half, n2 / half, n3 / (2 * half)
        dimension = math.log((n1 + n2) / n3) / math.log(2) if n1 + n2 > 0 else 1
        weight = min(1, max(0.01, math.exp(-4.6 * (dimension - 1))))
        out[i] = price[i] if i == 2 * half - 1 else weight * price[i] + (1 - weight) * out[i - 1]
    return out


def elastic(x, v, n):
    traded, out = total(v, n), np.full(len(x), np.nan)
    for i in range(n - 1, len(x)):
        last = x[i] if i == n - 1 else out[i - 1]
        out[i] = last if traded[i] == 0 else ((traded[i] - v[i]) * last + v[i] * x[i]) / traded[i]
    return out


def filtered(x, start, forward, back):
    out = start * x
    for i in range(2, len(x)):
        out[i] = sum(w * x[i - k] for k, w in enumerate(forward)) + sum(w * out[i - 1 - k] for k, w in enumerate(back))
    return out


def super_smoother(x, n):
    a = math.exp(-math.sqrt(2) * math.pi / n)
    c2, c3 = 2 * a * math.cos(math.sqrt(2) * math.pi / n), -a * a
    c1 = 1 - c2 - c3
    return filtered(x, 1, [c1 / 2, c1 / 2], [c2, c3])


def butterworth(x, n):
    a = math.exp(-math.sqrt(2) * math.pi / n)
    b = 2 * a * math.cos(math.sqrt(2) * math.pi / n)
    c = (1 - b + a * a) / 4
    return filtered(x, 1, [c, 2 * c, c], [b, -a * a])


def high_pass(x, n):
    angle = 0.707 * 2 * math.pi / n
    alpha = (math.cos(angle) + math.sin(angle) - 1) / math.cos(angle)
    c = (1 - alpha / 2) ** 2
    return filtered(x, 0, [c, -2 * c, c], [2 * (1 - alpha), -((1 - alpha) ** 2)])


def decycler(x, n):
    angle = 2 * math.pi / n
    alpha = (math.cos(angle) + math.sin(angle) - 1) / math.cos(angle)
    return filtered(x, 1, [alpha / 2, alpha / 2], [1 - alpha])


def instantaneous(x, n):
    a = 2 / (n + 1)
    return filtered(x, 1, [a - a * a / 4, a * a / 2, -(a - 0.75 * a * a)], [2 * (1 - a), -((1 - a) ** 2)])


def roofing(x, slow, fast):
    quick = hidden(high_pass(x, slow), slow - 1)
    return hidden(after(lambda y: super_smoother(y, fast), quick), slow + fast - 2)


def laguerre(x, gamma):
    stages = np.empty((len(x), 4))
    stages[0] = x[0]
    for i in range(1, len(x)):
        stages[i, 0] = (1 - gamma) * x[i] + gamma * stages[i - 1, 0]
        for k in (1, 2, 3):
            stages[i, k] = -gamma * stages[i, k - 1] + stages[i - 1, k - 1] + gamma * stages[i - 1, k]
    return stages


def alligator(h, l):
    return together(*(shift(rma((h + l) / 2, n), k) for n, k in ((13, 8), (8, 5), (5, 3))))


def gator(h, l):
    jaw, teeth, lips = alligator(h, l)
    return together(np.abs(jaw - teeth), -np.abs(teeth - lips))


def trailing(h, l, c, n, k):
    width, stop, side = k * atr(h, l, c, n), np.full(len(c), np.nan), np.full(len(c), np.nan)
    for i in range(n, len(c)):
        if i == n:
            stop[i] = c[i] - width[i]
        elif c[i] > stop[i - 1] and c[i - 1] > stop[i - 1]:
            stop[i] = max(stop[i - 1], c[i] - width[i])
        elif c[i] < stop[i - 1] and c[i - 1] < stop[i - 1]:
            stop[i] = min(stop[i - 1], c[i] + width[i])
        elif c[i] > stop[i - 1]:
            stop[i] = c[i] - width[i]
        else:
            stop[i] = c[i] + width[i]
        side[i] = 1 if i == n or c[i] > stop[i - 1] else -1
    return stop, side


def volatility_stop(h, l, c, n, k):
    width, stop, side = k * atr(h, l, c, n), np.full(len(c), np.nan), np.full(len(c), np.nan)
    up, top, bottom = True, c[n], c[n]
    for i in range(n, len(c)):
        top, bottom = max(top, c[i]), min(bottom, c[i])
        if i == n:
            stop[i] = top - width[i]
        else:
            stop[i] = max(stop[i - 1], top - width[i]) if up else min(stop[i - 1], bottom + width[i])
            now = c[i] - stop[i] >= 0
            if now != up:
                up, top, bottom = now, c[i], c[i]
                stop[i] = top - width[i] if up else bottom + width[i]
        side[i] = 1 if up else -1
    return stop, side


def chandelier(h, l, c, n, k):
    width = k * atr(h, l, c, n)
    return together(highest(h, n) - width, lowest(l, n) + width)


def chande_kroll(check, h, l, c, n, k, q):
    first, second = chandelier(h, l, c, n, k)
    out = highest(first, q), lowest(second, q)
    if check:
        reference = pta.cksp(*series(h, l, c), p=n, x=k, q=q)
        same("cksp long", out[0], reference.iloc[:, 0], 1e-2, skip=150)
        same("cksp short", out[1], reference.iloc[:, 1], 1e-2, skip=150)
    return out


def hilo(check, h, l, c, high, low):
    highs, lows, line, side = sma(h, high), sma(l, low), np.full(len(c), np.nan), np.full(len(c), np.nan)
    now, kept = 0, np.nan
    for i in range(max(high, low), len(c)):
        if c[i] > highs[i - 1]:
            now, kept = 1, lows[i]
        elif c[i] < lows[i - 1]:
            now, kept = -1, highs[i]
        elif now == 0:
            kept = (highs[i] + lows[i]) / 2
        line[i], side[i] = kept, now
    if check:
        same("hilo", line, pta.hilo(*series(h, l, c), high_length=high, low_length=low).iloc[:, 0], skip=50)
    return line, side


def ssl(h, l, c, n):
    highs, lows, side = sma(h, n), sma(l, n), np.full(len(c), np.nan)
    now = 0
    for i in range(n - 1, len(c)):
        now = 1 if c[i] > highs[i] else -1 if c[i] < lows[i] else now
        side[i] = now
    falling = side < 0
    return np.where(falling, lows, highs), np.where(falling, highs, lows), side


def choppiness(check, h, l, c, n):
    ratio = over(total(true_range(h, l, c), n), highest(h, n) - lowest(l, n), float(n))
    out = 100 * np.log(ratio) / np.log(n)
    if check:
        same("chop", out, pta.chop(*series(h, l, c), length=n), skip=n + 1)
    return out


def random_walk(h, l, c, n):
    tr, ups, downs = true_range(h, l, c), np.full(len(c), np.nan), np.full(len(c), np.nan)
    for i in range(n, len(c)):
        up, down = [], []
        for k in range(2, n + 1):
            mean = tr[i - k + 1 : i + 1].mean()
            if mean > 0:
                up.append((h[i] - l[i - k]) / (mean * math.sqrt(k)))
                down.append((h[i - k] - l[i]) / (mean * math.sqrt(k)))
        ups[i], downs[i] = (max(up), max(down)) if up else (0, 0)
    return ups, downs


def regression_channel(x, n, k):
    place = np.arange(n)

    def part(w):
        line = np.polyval(np.polyfit(place, w - w[-1], 1), place)
        return line[-1] + w[-1], np.sqrt(np.mean((w - w[-1] - line) ** 2))

    middle, width = rows(x, n, lambda w: part(w)[0]), k * rows(x, n, lambda w: part(w)[1])
    return middle + width, middle, middle - width


CASES = [
    ("alma", {}, lambda check, o, h, l, c, v: alma(check, c, 9)),
    ("alma", {"period": 20, "offset": 0.5, "sigma": 4, "input": "high"}, lambda check, o, h, l, c, v: alma(check, h, 20, 0.5, 4)),
    ("sineWma", {}, lambda check, o, h, l, c, v: sine_wma(check, c, 14)),
    ("hannFilter", {}, lambda check, o, h, l, c, v: weighted(c, 1 - np.cos(2 * np.pi * np.arange(1, 21) / 21))),
    ("fibonacciWma", {}, lambda check, o, h, l, c, v: fibonacci(check, c, 10)),
    ("pascalWma", {}, lambda check, o, h, l, c, v: pascal(check, c, 10)),
    ("mcGinley", {}, lambda check, o, h, l, c, v: mc_ginley(check, c, 14)),
    ("vidya", {}, lambda check, o, h, l, c, v: vidya(check, c, 14)),
    ("frama", {}, lambda check, o, h, l, c, v: frama(h, l, 8)),
    ("elasticVwma", {}, lambda check, o, h, l, c, v: elastic(c, v, 20)),
    ("superSmoother", {}, lambda check, o, h, l, c, v: hidden(super_smoother(c, 10), 9)),
    ("butterworthFilter", {}, lambda check, o, h, l, c, v: hidden(butterworth(c, 15), 14)),
    ("highPassFilter", {}, lambda check, o, h, l, c, v: hidden(high_pass(c, 48), 47)),
    ("decycler", {}, lambda check, o, h, l, c, v: hidden(decycler(c, 60), 59)),
    ("instantaneousTrend", {}, lambda check, o, h, l, c, v: hidden(instantaneous(c, 28), 27)),
    ("roofingFilter", {}, lambda check, o, h, l, c, v: roofing(c, 48, 10)),
    ("laguerreFilter", {}, lambda check, o, h, l, c, v: hidden(laguerre(c, 0.8) @ np.array([1, 2, 2, 1]) / 6, 3)),
    ("alligator", {}, lambda check, o, h, l, c, v: alligator(h, l)),
    ("gator", {}, lambda check, o, h, l, c, v: gator(h, l)),
    ("atrTrailingStop", {}, lambda check, o, h, l, c, v: trailing(h, l, c, 10, 3)),
    ("volatilityStop", {}, lambda check, o, h, l, c, v: volatility_stop(h, l, c, 20, 2)),
    ("chandelierExit", {}, lambda check, o, h, l, c, v: chandelier(h, l, c, 22, 3)),
    ("chandeKrollStop", {}, lambda check, o, h, l, c, v: chande_kroll(check, h, l, c, 10, 1, 9)),
    ("gannHiLo", {}, lambda check, o, h, l, c, v: hilo(check, h, l, c, 13, 21)),
    ("sslChannel", {}, lambda check, o, h, l, c, v: ssl(h, l, c, 10)),
    ("choppiness", {}, lambda check, o, h, l, c, v: choppiness(check, h, l, c, 14)),
    ("randomWalkIndex", {}, lambda check, o, h, l, c, v: random_walk(h, l, c, 14)),
    ("envelope", {"percent": 5}, lambda check, o, h, l, c, v: tuple(k * sma(c, 20) for k in (1.05, 1, 0.95))),
    ("linearRegressionChannel", {"period": 30}, lambda check, o, h, l, c, v: regression_channel(c, 30, 2)),
]
