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
    a = math.exp(-1.414213562373095 * math.pi / n)
    b = 2 * a * math.cos(1.414213562373095 * math.pi / n)
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
]
