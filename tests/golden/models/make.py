"""Golden data of the model manager: LightGBM with the documents' parameters, and scikit-learn's scores of its predictions.

Writes models.json beside this file, or into the folder given as the first argument.
Needs numpy, lightgbm and scikit-learn; the versions used are kept in the JSON.
"""

import json
import sys
from pathlib import Path

import lightgbm
import numpy as np
import sklearn
from sklearn import metrics

FEATURES = ["momentum", "volatility", "gaps"]
DOCUMENT_PARAMS = {
    "learning_rate": 0.05,
    "num_leaves": 31,
    "feature_fraction": 0.9,
    "bagging_fraction": 0.8,
    "bagging_freq": 5,
}
FIXED = {"num_threads": 1, "deterministic": True, "force_col_wise": True, "enable_bundle": False, "verbosity": -1}


def make_data(classes, seed, rows=260, missing_class=None):
    rng = np.random.default_rng(seed)
    x = np.round(rng.standard_normal((rows, len(FEATURES))), 4)
    score = x[:, 0] + 0.5 * x[:, 1] * x[:, 1] + 0.4 * rng.standard_normal(rows)
    edges = np.quantile(score, np.arange(1, classes) / classes)
    y = np.searchsorted(edges, score)
    if missing_class is not None:
        y = np.where(y == missing_class, missing_class - 1, y)
    x[rng.random(x.shape) < 0.05] = np.nan
    return x, y


def fit(x, y, objective, classes):
    params = {**DOCUMENT_PARAMS, **FIXED, "objective": objective}
    if objective == "multiclass":
        params["num_class"] = classes
    data = lightgbm.Dataset(x, label=y, feature_name=FEATURES, free_raw_data=False)
    # Without this the booster is read back from its text, whose gains have six digits.
    return lightgbm.train(params, data, num_boost_round=100, keep_training_booster=True)


def scores(y, probability):
    predicted = probability.argmax(axis=1)
    binary = probability.shape[1] == 2
    every = len(np.unique(y)) == probability.shape[1]
    return {
        "accuracy": metrics.accuracy_score(y, predicted),
        "precision": metrics.precision_score(y, predicted, average="macro", zero_division=0),
        "recall": metrics.recall_score(y, predicted, average="macro", zero_division=0),
        "f1Score": metrics.f1_score(y, predicted, average="macro", zero_division=0),
        "rocAuc": metrics.roc_auc_score(y, probability[:, 1])
        if binary
        else np.mean([metrics.roc_auc_score(y == k, probability[:, k]) for k in np.unique(y)]),
        "rocAucOvr": metrics.roc_auc_score(y, probability, multi_class="ovr") if every and not binary else None,
        "logLoss": metrics.log_loss(y, probability, labels=list(range(probability.shape[1]))),
        "mse": metrics.mean_squared_error(y, predicted),
        "mae": metrics.mean_absolute_error(y, predicted),
        "confusionMatrix": metrics.confusion_matrix(y, predicted, labels=list(range(probability.shape[1]))).tolist(),
    }


def make_case(name, classes, seed, missing_class=None):
    x, y = make_data(classes, seed, missing_class=missing_class)
    split = 180
    booster = fit(x[:split], y[:split], "binary" if classes == 2 else "multiclass", classes)

    def probability(part):
        found = booster.predict(part)
        return np.column_stack([1 - found, found]) if classes == 2 else found

    test = probability(x[split:])
    nullable = [[None if np.isnan(value) else value for value in row] for row in x.tolist()]
    return {
        "name": name,
        "classes": classes,
        "split": split,
        "x": nullable,
        "y": y.tolist(),
        "gain": dict(zip(FEATURES, booster.feature_importance("gain").tolist())),
        "trainingScore": metrics.accuracy_score(y[:split], probability(x[:split]).argmax(axis=1)),
        "probability": test.tolist(),
        "scores": scores(y[split:], test),
    }


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    document = {
        "made by": "make.py",
        "versions": {"lightgbm": lightgbm.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "features": FEATURES,
        "cases": [
            make_case("two classes", 2, 1),
            make_case("five classes", 5, 2),
            make_case("five classes, one of which never occurs", 5, 3, missing_class=3),
        ],
    }
    (folder / "models.json").write_text(json.dumps(document) + "\n")


main()
