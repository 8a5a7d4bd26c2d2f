"""Writes calibrators.json: probabilities calibrated by scikit-learn's CalibratedClassifierCV and betacal's BetaCalibration, and by the same
objectives minimised to the last digits. Usage: python make.py [folder]"""

import json
import platform
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy
import scipy
import sklearn
from betacal import BetaCalibration
from scipy.optimize import brentq
from scipy.special import expit, logsumexp
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
EPSILON = numpy.finfo(float).eps


def log_odds(p):
    clipped = numpy.clip(p, EPSILON, 1 - EPSILON)
    return numpy.log(clipped / (1 - clipped))


class Probabilities(ClassifierMixin, BaseEstimator):
    """A classifier whose features are its probabilities."""

    def __init__(self, classes=2):
        self.classes = classes
        self.classes_ = numpy.arange(classes)

    def fit(self, X, y):
        return self

    def predict(self, X):
        return numpy.argmax(X, axis=1)

    def predict_proba(self, X):
        return X


class LogOdds(Probabilities):
    def decision_function(self, X):
        return log_odds(X[:, 1]) if self.classes == 2 else log_odds(X)


def calibrated(kind, method, case):
    model = kind(classes=case["p"].shape[1])
    return CalibratedClassifierCV(FrozenEstimator(model), method=method).fit(case["p"], case["y"], sample_weight=case["w"])


def newton(x, target, weights, penalty, start):
    """Minimum of the weighted cross-entropy of expit(x @ w) with ridge `penalty` on all but the last column."""
    w = numpy.array(start, dtype=numpy.longdouble)
    x = x.astype(numpy.longdouble)
    ridge = numpy.diag([penalty] * (x.shape[1] - 1) + [0.0]).astype(numpy.longdouble)
    for _ in range(100):
        p = 1 / (1 + numpy.exp(-(x @ w)))
        gradient = x.T @ (weights * (p - target)) + ridge @ w
        hessian = (x.T * (weights * p * (1 - p))) @ x + ridge
        step = numpy.linalg.solve(hessian.astype(float), gradient.astype(float))
        w = w - step
        if numpy.max(numpy.abs(step)) < 1e-17:
            break
    return w.astype(float)


def one_against_rest(case, fit_predict):
    p, y, test = case["p"], case["y"], case["test"]
    weights = numpy.ones(len(y)) if case["w"] is None else case["w"]
    if p.shape[1] == 2:
        second = fit_predict(p[:, 1], y == 1, weights, test[:, 1])
        return numpy.column_stack([1 - second, second])
    columns = numpy.column_stack([fit_predict(p[:, k], y == k, weights, test[:, k]) for k in range(p.shape[1])])
    return columns / columns.sum(axis=1, keepdims=True)


def platt_minimum(score):
    def fit_predict(p, hit, weights, test):
        n1, n0 = weights[hit].sum(), weights[~hit].sum()
        target = numpy.where(hit, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
        x = numpy.column_stack([score(p), numpy.ones(len(p))])
        w = newton(x, target, weights, 0.0, [0.0, numpy.log((n1 + 1) / (n0 + 1))])
        return expit(score(test) * w[0] + w[1])

    return fit_predict


def beta_minimum(p, hit, weights, test):
    def columns(q):
        clipped = numpy.clip(q, EPSILON, 1 - EPSILON)
        return numpy.column_stack([numpy.log(clipped), -numpy.log(1 - clipped), numpy.ones(len(q))])

    used = [0, 1, 2]
    keep = weights > 0
    fit = lambda: newton(columns(p[keep])[:, used], hit[keep].astype(float), weights[keep], 1 / 99999999999, [0.0] * len(used))
    w = fit()
    if w[0] < 0:
        used = [1, 2]
        w = fit()
    elif w[1] < 0:
        used = [0, 2]
        w = fit()
    return expit(columns(test)[:, used] @ w)


def betacal(p, hit, weights, test):
    return BetaCalibration("abm").fit(p, hit.astype(int), weights).predict(test)


def temperature_minimum(case):
    logits = numpy.log(case["p"] + 1e-12)
    y = case["y"]
    weights = numpy.ones(len(y)) if case["w"] is None else case["w"]

    def slope(b):
        share = numpy.exp(b * logits - logsumexp(b * logits, axis=1, keepdims=True))
        return numpy.sum(weights * ((share * logits).sum(axis=1) - logits[numpy.arange(len(y)), y]))

    b = brentq(slope, numpy.exp(-10), numpy.exp(10), xtol=1e-15, rtol=1e-15)
    scaled = b * numpy.log(case["test"] + 1e-12)
    return 1 / b, numpy.exp(scaled - logsumexp(scaled, axis=1, keepdims=True))


def make_case(seed, rows, classes, sharpness, shift, weighted=False, rounded=False, extremes=False):
    random = numpy.random.default_rng(seed)

    def draw(count):
        logits = random.normal(0.0, 1.2, (count, classes))
        stated = sharpness * logits + shift * (numpy.arange(classes) == classes - 1)
        p = numpy.exp(stated - logsumexp(stated, axis=1, keepdims=True))
        if rounded:
            p = numpy.round(p, 1)
            p[:, 0] = 1 - p[:, 1:].sum(axis=1)
            p = numpy.clip(numpy.round(p, 1), 0, 1)
        return p, logits

    p, logits = draw(rows)
    truth = numpy.exp(logits - logsumexp(logits, axis=1, keepdims=True))
    y = numpy.array([random.choice(classes, p=row) for row in truth])
    test, _ = draw(25)
    if extremes:
        p[0], p[1] = [1.0] + [0.0] * (classes - 1), [0.0] * (classes - 1) + [1.0]
        test[:2] = p[:2]
    weights = numpy.round(random.exponential(1.0, rows), 3) if weighted else None
    if weighted:
        weights[::9] = 0.0
    return {"p": p, "y": y, "w": weights, "test": test}


cases = {
    "too sure, shifted": make_case(1, 120, 2, 1.8, 1.5),
    "weighted, some weights 0": make_case(2, 120, 2, 0.6, -1.0, weighted=True),
    "ties": make_case(3, 120, 2, 1.0, 0.5, rounded=True, weighted=True),
    "exactly 0 and 1": make_case(4, 100, 2, 1.5, 0.0, extremes=True),
    "beta without its first term": make_case(13, 30, 2, 0.4, 3.0),
    "three classes": make_case(5, 120, 3, 1.7, 0.8),
    "three classes, weighted": make_case(6, 120, 3, 0.5, -0.5, weighted=True),
}

documents = []
for name, case in cases.items():
    test = case["test"]
    sklearn_temperature = calibrated(Probabilities, "temperature", case)
    minimum_temperature, at_minimum = temperature_minimum(case)
    documents.append(
        {
            "name": name,
            "classes": case["p"].shape[1],
            "p": case["p"].ravel().tolist(),
            "y": case["y"].tolist(),
            "weights": None if case["w"] is None else case["w"].tolist(),
            "test": test.ravel().tolist(),
            "library": {
                "platt-logOdds": calibrated(LogOdds, "sigmoid", case).predict_proba(test).ravel().tolist(),
                "platt-probability": calibrated(Probabilities, "sigmoid", case).predict_proba(test).ravel().tolist(),
                "isotonic": calibrated(Probabilities, "isotonic", case).predict_proba(test).ravel().tolist(),
                "beta": one_against_rest(case, betacal).ravel().tolist(),
                "temperature": sklearn_temperature.predict_proba(test).ravel().tolist(),
            },
            "minimum": {
                "platt-logOdds": one_against_rest(case, platt_minimum(log_odds)).ravel().tolist(),
                "platt-probability": one_against_rest(case, platt_minimum(lambda p: p)).ravel().tolist(),
                "beta": one_against_rest(case, beta_minimum).ravel().tolist(),
                "temperature": at_minimum.ravel().tolist(),
            },
            "temperature": minimum_temperature,
        }
    )

for document in documents:
    gaps = {k: max(abs(a - b) for a, b in zip(v, document["library"][k])) for k, v in document["minimum"].items()}
    print(document["name"], {k: f"{gap:.1e}" for k, gap in gaps.items()}, "T", round(document["temperature"], 3))

(folder / "calibrators.json").write_text(
    json.dumps(
        {
            "provenance": "library: CalibratedClassifierCV over given probabilities, BetaCalibration('abm') one class against the rest; "
            "minimum: the same objectives minimised to the last digits; made by make.py",
            "versions": {
                "python": platform.python_version(),
                "numpy": numpy.__version__,
                "scipy": scipy.__version__,
                "scikit-learn": sklearn.__version__,
                "betacal": version("betacal"),
            },
            "cases": documents,
        }
    )
    + "\n"
)
