"""Drift tests by SciPy: `python make_drift.py` writes drift.json beside this file.

`ks`: samples (doubles as base64 of their little-endian bytes) with statistic and p-value of `ks_2samp`; `ks_large`: pairs of sorted
arithmetic progressions, told by their parameters, beyond 10,000 values. `kstwo`: [n, d, sf]. `chi2`: 2 × k tables of counts with
`chi2_contingency(correction=False)`. `trend`: weighted regressions, by numpy's formula and scipy.stats.t; unweighted ones equal `linregress`.
"""
import base64
import json
import pathlib
import struct

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261121)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def ks_case(name, a, b, method="exact"):
    found = stats.ks_2samp(a, b, method=method)
    return {"name": name, "a": encode(a), "b": encode(b), "statistic": float(found.statistic), "p": float(found.pvalue)}


sizes = [(1, 1), (3, 3), (1, 7), (5, 8), (7, 30), (30, 30), (20, 50), (64, 48), (100, 137), (200, 200), (250, 1000), (997, 1000)]
ks = [ks_case(f"normal {m} {n} shift {shift}", rng.normal(shift, 1, m), rng.normal(0, 1, n)) for m, n in sizes for shift in (0, 0.3, 1.5)]
ks.append(ks_case("equal", np.arange(10.0), np.arange(10.0)))
ks.append(ks_case("apart", np.arange(300.0), np.arange(300.0) + 500))
ks.append(ks_case("apart, unequal", np.arange(120.0), np.arange(300.0) + 500))
ks.append(ks_case("ties", np.round(rng.normal(0, 1, 150) * 2), np.round(rng.normal(0.3, 1, 210) * 2)))
ks.append(ks_case("constant", np.full(40, 2.0), np.full(60, 2.0)))
ks.append(ks_case("infinite", np.array([-np.inf, 1, 2, np.inf]), np.array([0.5, 1, np.inf, np.inf, 3])))
a = rng.normal(0, 1, 120)
ks.append(ks_case("subset", a[:60], a))


def progression(case):
    return case["from"] + case["step"] * np.arange(case["count"])


ks_large = []
for m, n, start, step, method in ((12000, 11000, 0.02, 1.0, "asymp"), (20000, 500, 0.05, 1.0, "asymp"), (15000, 15000, 0.0, 1.03, "asymp"),
                                  (100000, 30000, 0.004, 1.0, "asymp"), (40000, 100, 0.1, 1.0, "exact")):
    one = {"from": 0.0, "step": 1 / m, "count": m}
    two = {"from": start, "step": step / n, "count": n}
    found = stats.ks_2samp(progression(one), progression(two), method=method)
    ks_large.append({"a": one, "b": two, "method": method, "statistic": float(found.statistic), "p": float(found.pvalue)})

kstwo = [[n, z / np.sqrt(n), float(stats.kstwo.sf(z / np.sqrt(n), n))] for n in (141, 300, 1000, 5000, 100000) for z in
         (0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.45, 1.5, 1.7, 2.0, 3.0, 5.0)]

chi2 = []
for table in ([[200, 200, 200, 200, 200], [500, 100, 100, 100, 200]], [[10, 20], [30, 25]], [[3, 0, 5], [1, 4, 2]], [[50, 50], [50, 50]],
              [[1000, 3], [990, 20]], [[7, 9, 12, 30, 1, 4], [700, 800, 1300, 2800, 90, 500]]):
    found = stats.chi2_contingency(table, correction=False)
    chi2.append({"table": table, "statistic": float(found.statistic), "p": float(found.pvalue), "dof": int(found.dof)})

trend = []
for n, slope in ((8, 0.0), (12, -0.02), (40, -0.002), (25, 0.01)):
    x = np.cumsum(rng.integers(1, 5, n)).astype(float)
    for weighted in (False, True):
        w = rng.integers(5, 60, n).astype(float) if weighted else np.ones(n)
        y = 0.7 + slope * (x - x.mean()) + rng.normal(0, 0.05, n) / np.sqrt(w / w.mean())
        xm, ym = np.average(x, weights=w), np.average(y, weights=w)
        sxx = np.sum(w * (x - xm) ** 2)
        b = np.sum(w * (x - xm) * (y - ym)) / sxx
        rest = np.sum(w * (y - ym - b * (x - xm)) ** 2) / (n - 2)
        t = b / np.sqrt(rest / sxx)
        p = float(stats.t.cdf(t, n - 2))
        if not weighted:
            lin = stats.linregress(x, y, alternative="less")
            assert abs(lin.slope / b - 1) < 1e-10 and abs(lin.pvalue / p - 1) < 1e-9
        trend.append({"x": x.tolist(), "y": y.tolist(), "w": w.tolist(), "slope": float(b), "p_falling": p})

golden = {"made_by": "tests/golden/scipy/make_drift.py", "scipy": scipy.__version__, "numpy": np.__version__, "ks": ks, "ks_large": ks_large,
          "kstwo": kstwo, "chi2": chi2, "trend": trend}
(pathlib.Path(__file__).parent / "drift.json").write_text(json.dumps(golden) + "\n")
print(min(c["p"] for c in ks), [(c["method"], c["p"]) for c in ks_large])
