"""Tail probabilities by mpmath to 50 digits, beside what SciPy gives: `python make_distributions.py` writes distributions.json beside this file.

`chi_squared`, `student`: rows of [statistic, degrees of freedom, P(X > statistic)]; `binomial`: [k, n, p, probability];
`fisher`: [statistic, degrees between, degrees within, P(F > statistic)]. The largest relative difference of SciPy from mpmath is recorded as `scipy_worst`.
"""
import json
import pathlib
import random

import mpmath
import scipy
from scipy import stats

mpmath.mp.dps = 50
rng = random.Random(20261121)


def chi_squared(x, df):
    return mpmath.gammainc(mpmath.mpf(df) / 2, mpmath.mpf(x) / 2, mpmath.inf, regularized=True)


def student(t, df):
    t, df = mpmath.mpf(t), mpmath.mpf(df)
    tail = mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return tail if t > 0 else 1 - tail


def fisher(f, between, within):
    a, b, f = mpmath.mpf(within) / 2, mpmath.mpf(between) / 2, mpmath.mpf(f)
    return mpmath.betainc(a, b, 0, within / (within + between * f), regularized=True)


def binomial(k, n, p):
    p = mpmath.mpf(p)
    return mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k)


chi = [[x, df, float(chi_squared(x, df))] for df in (1, 2, 3, 4, 5, 7, 10, 31, 100, 500) for x in
       [rng.uniform(0, 3 * df + 20) for _ in range(12)] + [df * 0.99, df + 2.0, 1e-6, 200.0]]
chi = [row for row in chi if row[2] > 1e-280]
t = [[x, df, float(student(x, df))] for df in (1, 2, 3, 5, 8, 18, 38, 98, 1000, 100000) for x in
     [rng.uniform(-6, 6) for _ in range(12)] + [1e-9, 0.5, -0.5, 30.0, -30.0]]
t = [row for row in t if row[2] > 1e-280]
b = [[k, n, p, float(binomial(k, n, p))] for n, p in ((10, 0.3), (200, 0.01), (5000, 0.4), (5000, 0.97), (100000, 0.002)) for k in
     sorted({0, 1, n, n - 1, int(n * p), int(n * p * 1.2), int(n * p * 0.5), rng.randrange(n)})]
b = [row for row in b if row[3] > 1e-280]
f = [[x, b, w, float(fisher(x, b, w))] for b, w in ((1, 3), (1, 100), (2, 30), (4, 995), (3, 20000), (30, 4), (100, 100)) for x in
     [rng.uniform(0, 6) for _ in range(8)] + [1e-6, 1.0, 40.0]]
f = [row for row in f if row[3] > 1e-280]
worst = {
    "chi_squared": max(abs(stats.chi2.sf(x, df) / p - 1) for x, df, p in chi),
    "student": max(abs(stats.t.sf(x, df) / p - 1) for x, df, p in t),
    "fisher": max(abs(stats.f.sf(x, between, within) / p - 1) for x, between, within, p in f),
    "binomial": max(abs(stats.binom.pmf(k, n, q) / p - 1) for k, n, q, p in b),
}
golden = {
    "made_by": "tests/golden/scipy/make_distributions.py",
    "mpmath": mpmath.__version__,
    "scipy": scipy.__version__,
    "scipy_worst": worst,
    "chi_squared": chi,
    "student": t,
    "binomial": b,
    "fisher": f,
}
print(worst)
(pathlib.Path(__file__).parent / "distributions.json").write_text(json.dumps(golden) + "\n")
