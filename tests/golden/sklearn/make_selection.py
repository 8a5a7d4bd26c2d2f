"""Writes selection.json: scikit-learn's scores for feature selection, and what its eliminations drop.

Mutual information is given twice: by the public function, whose noise is random, and by the estimators beneath it without noise. Usage: python make_selection.py [folder]
"""

import base64
import json
import platform
import struct
import sys
import warnings
from pathlib import Path

import numpy
import pandas
import scipy
import sklearn
from scipy import stats
from sklearn.feature_selection import (
    RFE,
    SequentialFeatureSelector,
    VarianceThreshold,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.feature_selection._mutual_info import _compute_mi_cc, _compute_mi_cd
from sklearn.linear_model import LinearRegression

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(41)
rows = 320


def doubles(array):
    return base64.b64encode(struct.pack(f"<{len(array)}d", *array)).decode()


signal = random.normal(0, 1, rows)
columns = {
    "linear": signal + random.normal(0, 0.5, rows),
    "nearly_linear": 0.0,
    "quadratic": random.normal(0, 1, rows),
    "noise": random.normal(0, 1e-4, rows),
    "heavy_tails": random.standard_t(1.5, rows),
    "far_from_zero": 1e5 + signal + random.normal(0, 2, rows),
    "volume": random.exponential(1e6, rows),
}
columns["nearly_linear"] = columns["linear"] + random.normal(0, 0.2, rows)
value = signal + columns["quadratic"] ** 2 + random.normal(0, 0.3, rows)
flags = {
    "flag": (signal + random.normal(0, 1, rows) > 0.8).astype(float),
    "pattern": random.integers(-1, 2, rows) * 100.0,
}
# The last class has one row.
classes = numpy.digitize(value, [0.0, 1.5])
classes[17] = 3
X = numpy.column_stack(list(columns.values()))
F = numpy.column_stack(list(flags.values()))


def scaled(x):
    return x / x.std()


def estimates(k):
    return {
        "neighbours": k,
        "classes": mutual_info_classif(X, classes, n_neighbors=k, random_state=0).tolist(),
        "classesWithoutNoise": [float(_compute_mi_cd(scaled(x), classes, k)) for x in X.T],
        "values": mutual_info_regression(X, value, n_neighbors=k, random_state=0).tolist(),
        "valuesWithoutNoise": [float(_compute_mi_cc(scaled(x), scaled(value), k)) for x in X.T],
        "flagsOfClasses": mutual_info_classif(F, classes, discrete_features=True, n_neighbors=k).tolist(),
        "flagsOfValuesWithoutNoise": [float(_compute_mi_cd(scaled(value), f, k)) for f in F.T],
    }


def scores(function, target):
    f, p = function(X, target)
    return {"f": f.tolist(), "pValues": p.tolist()}


Z = (X - X.mean(axis=0)) / X.std(axis=0)
names = list(columns)


def importances(left):
    return numpy.abs(LinearRegression().fit(Z[:, left], value).coef_)


def elimination(step):
    """RFE, and the importances at each of its rounds, from a regression of our own on the same columns."""
    rfe = RFE(LinearRegression(), n_features_to_select=2, step=step).fit(Z, value)
    left, asked = list(range(len(names))), []
    while len(left) > 2:
        found = importances(left)
        asked.append({"names": [names[k] for k in left], "importances": found.tolist()})
        gone = numpy.argsort(found, kind="stable")[: min(step, len(left) - 2)]
        left = [k for i, k in enumerate(left) if i not in gone]
    kept = [name for name, is_kept in zip(names, rfe.support_) if is_kept]
    return {"step": step, "asked": asked, "kept": kept, "ranking": rfe.ranking_.tolist()}


class Table:
    """In-sample R² of every subset, as a scorer for the sequential selector."""

    def __init__(self):
        self.scores = {}

    def __call__(self, estimator, X, y):
        left = tuple(int(numpy.argmin([numpy.abs(x - z).max() for z in Z.T])) for x in X.T)
        score = float(LinearRegression().fit(X, y).score(X, y))
        self.scores[",".join(names[k] for k in left)] = score
        return score


table = Table()
backward = SequentialFeatureSelector(
    LinearRegression(), n_features_to_select=3, direction="backward", scoring=table, cv=[(numpy.arange(rows), numpy.arange(rows))]
).fit(Z, value)

gaps = pandas.DataFrame({name: numpy.where(random.uniform(size=rows) < 0.1 * k, numpy.nan, x) for k, (name, x) in enumerate(columns.items())})
document = {
    "provenance": "mutual_info_*, f_*, VarianceThreshold, RFE, SequentialFeatureSelector; correlations by pandas corr() of `gaps`; made by make_selection.py",
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "pandas": pandas.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    },
    "columns": {name: doubles(x) for name, x in columns.items()},
    "flags": {name: doubles(x) for name, x in flags.items()},
    "classes": classes.tolist(),
    "value": doubles(value),
    "mutualInformation": [estimates(k) for k in (3, 5)],
    "anova": scores(f_classif, classes),
    "regression": scores(f_regression, value),
    "anovaCentred": [float(stats.f_oneway(*(x[classes == c] for c in range(4) if (classes == c).any())).statistic) for x in X.T],
    "regressionCentred": [float(r * r / (1 - r * r) * (rows - 2)) for r in (numpy.corrcoef(x, value)[0, 1] for x in X.T)],
    "variances": VarianceThreshold(1e-300).fit(X).variances_.tolist(),
    "eliminations": [elimination(step) for step in (1, 2)],
    "backward": {"scores": table.scores, "kept": [name for name, is_kept in zip(names, backward.support_) if is_kept]},
    "gaps": {name: doubles(x) for name, x in gaps.items()},
    "correlations": gaps.corr().to_numpy().tolist(),
}
(folder / "selection.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
