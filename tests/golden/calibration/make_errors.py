"""Writes errors.json: calibration errors by netcal and Brier scores taken apart by numpy. Usage: python make_errors.py [folder]"""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
from netcal.metrics import ECE
from sklearn.metrics import brier_score_loss

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
ROWS = 150


def edges_of(p, bins, strategy):
    marks = numpy.linspace(0.0, 1.0, bins + 1)
    return (numpy.quantile(p, marks) if strategy == "quantile" else marks)[1:-1]


def by_bin(p, hit, bins, strategy):
    place = numpy.searchsorted(edges_of(p, bins, strategy), p)
    return [(p[place == b], hit[place == b]) for b in range(bins) if numpy.any(place == b)]


def error(p, hit, bins, strategy):
    return sum(len(q) * abs(q.mean() - h.mean()) for q, h in by_bin(p, hit, bins, strategy)) / len(p)


def parts(p, hit, bins, strategy):
    groups = by_bin(p, hit, bins, strategy)
    n, base = len(p), hit.mean()
    return {
        "brier": float(brier_score_loss(hit, p)),
        "reliability": sum(len(q) * (q.mean() - h.mean()) ** 2 for q, h in groups) / n,
        "resolution": sum(len(q) * (h.mean() - base) ** 2 for q, h in groups) / n,
        "uncertainty": base * (1 - base),
        "withinBins": sum(len(q) * (q.var() - 2 * numpy.cov(q, h, bias=True)[0, 1]) for q, h in groups) / n,
    }


cases = []
for seed, classes in ((1, 2), (2, 4)):
    random = numpy.random.default_rng(seed)
    p = random.dirichlet(numpy.full(classes, 0.8), ROWS)
    y = numpy.array([random.choice(classes, p=row**0.6 / (row**0.6).sum()) for row in p])
    top = p.argmax(axis=1)
    for bins, strategy in ((10, "uniform"), (7, "uniform"), (10, "quantile"), (5, "quantile")):
        judged, hit = (p[:, 1], (y == 1).astype(float)) if classes == 2 else (p.max(axis=1), (top == y).astype(float))
        expected = error(judged, hit, bins, strategy)
        if strategy == "uniform":
            library = ECE(bins).measure(p[:, 1] if classes == 2 else p, y)
            assert abs(library - expected) < 1e-12, (library, expected)
        cases.append(
            {
                "classes": classes,
                "bins": bins,
                "strategy": strategy,
                "p": p.ravel().tolist(),
                "y": y.tolist(),
                "expected": expected,
                "top": error(p.max(axis=1), (top == y).astype(float), bins, strategy),
                "classwise": float(numpy.mean([error(p[:, k], (y == k).astype(float), bins, strategy) for k in range(classes)])),
                "brier": parts(judged, hit, bins, strategy),
            }
        )
        print(classes, bins, strategy, round(expected, 4), round(cases[-1]["classwise"], 4))
    # The predictions are written once.
    for case in cases[-3:]:
        del case["p"], case["y"]

(folder / "errors.json").write_text(
    json.dumps(
        {
            "provenance": "numpy; expected of equal width agrees with netcal's ECE; a case without p and y has those of the case before; "
            "made by make_errors.py",
            "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "netcal": version("netcal")},
            "cases": cases,
        }
    )
    + "\n"
)
