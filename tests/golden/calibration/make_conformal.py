"""Writes conformal.json: MAPIE's split conformal intervals and prediction sets over given predictions. Usage: python make_conformal.py [folder]"""

import json
import platform
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy
from mapie.classification import SplitConformalClassifier
from mapie.conformity_scores import APSConformityScore
from mapie.regression import SplitConformalRegressor
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
LEVELS = [0.95, 0.9, 0.8, 0.5]
ROWS = 60
TEST = 20


class Probabilities(ClassifierMixin, BaseEstimator):
    """A classifier whose features are its probabilities."""

    def __init__(self, classes=3):
        self.classes = classes
        self.classes_ = numpy.arange(classes)
        self.is_fitted_ = True

    def fit(self, X, y):
        return self

    def predict_proba(self, X):
        return X

    def predict(self, X):
        return X.argmax(axis=1)


class FirstColumn(RegressorMixin, BaseEstimator):
    """A regression whose only feature is its prediction."""

    def __init__(self):
        self.is_fitted_ = True

    def fit(self, X, y):
        return self

    def predict(self, X):
        return X[:, 0]


class PlainAPS(APSConformityScore):
    """The sum of probabilities down to the true label, without the random term."""

    def get_conformity_scores(self, y, y_pred, y_enc=None, **kwargs):
        scores, self.cutoff = self.get_true_label_cumsum_proba(y, y_pred, self.classes)
        return scores


def classifier(score, p, y, test):
    model = SplitConformalClassifier(Probabilities(p.shape[1]), confidence_level=LEVELS, conformity_score=score, prefit=True)
    sets = model.conformalize(p, y).predict_set(test, conformity_score_params={"include_last_label": True} if score != "lac" else {})[1]
    return [sets[:, :, level].astype(int).ravel().tolist() for level in range(len(LEVELS))]


random = numpy.random.default_rng(7)
p = random.dirichlet(numpy.full(4, 0.7), ROWS)
y = numpy.array([random.choice(4, p=row**0.7 / (row**0.7).sum()) for row in p])
y[:4] = range(4)
test = random.dirichlet(numpy.full(4, 0.7), TEST)

predicted = random.normal(0.0, 1.0, ROWS)
actual = predicted + random.standard_t(4, ROWS)
further = random.normal(0.0, 1.0, TEST)
regressor = SplitConformalRegressor(FirstColumn(), confidence_level=LEVELS, prefit=True).conformalize(predicted[:, None], actual)
bounds = regressor.predict_interval(further[:, None])[1]

document = {
    "provenance": "SplitConformalClassifier (lac; aps without its random term, include_last_label) and SplitConformalRegressor; made by make_conformal.py",
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "mapie": version("mapie")},
    "alphas": [round(1 - level, 6) for level in LEVELS],
    "classes": 4,
    "p": p.ravel().tolist(),
    "y": y.tolist(),
    "test": test.ravel().tolist(),
    "sets": {"lac": classifier("lac", p, y, test), "aps": classifier(PlainAPS(), p, y, test)},
    "predicted": predicted.tolist(),
    "actual": actual.tolist(),
    "further": further.tolist(),
    "lower": [bounds[:, 0, level].tolist() for level in range(len(LEVELS))],
    "upper": [bounds[:, 1, level].tolist() for level in range(len(LEVELS))],
}
print({name: [sum(s) for s in sets] for name, sets in document["sets"].items()}, [round(u[0] - l[0], 3) for l, u in zip(document["lower"], document["upper"])])
(folder / "conformal.json").write_text(json.dumps(document) + "\n")
