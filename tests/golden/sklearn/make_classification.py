"""Golden scores of classifiers, made by scikit-learn.

    pip install scikit-learn==1.9.1
    python make_classification.py [folder]

Writes classification.json beside this file or into the folder. Probabilities are rounded to 6 decimals first, so that ties occur and
the file stays small.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")


def number(value):
    return None if np.isnan(value) else float(value)


def label_case(name, y_true, y_pred, classes):
    labels = list(range(classes))
    out = {"name": name, "classes": classes, "yTrue": y_true.tolist(), "yPred": y_pred.tolist()}
    out["accuracy"] = metrics.accuracy_score(y_true, y_pred)
    out["confusion"] = metrics.confusion_matrix(y_true, y_pred, labels=labels).ravel().tolist()
    p, r, f, s = metrics.precision_recall_fscore_support(y_true, y_pred, labels=labels, average=None, zero_division=0)
    out["perClass"] = {"precision": p.tolist(), "recall": r.tolist(), "f1Score": f.tolist(), "support": s.tolist()}
    for average in ("macro", "weighted"):
        for key, chosen in (("present", None), ("all", labels)):
            p, r, f, _ = metrics.precision_recall_fscore_support(
                y_true, y_pred, labels=chosen, average=average, zero_division=0
            )
            out[f"{average}-{key}"] = {"precision": p, "recall": r, "f1Score": f}
    out["mse"] = metrics.mean_squared_error(y_true, y_pred)
    out["mae"] = metrics.mean_absolute_error(y_true, y_pred)
    return out


def binary_case(name, y, p):
    out = {"name": name, "yTrue": y.tolist(), "probability": p.tolist()}
    out["logLoss"] = metrics.log_loss(y, p, labels=[0, 1])
    out["brierScore"] = metrics.brier_score_loss(y, p, labels=[0, 1])
    out["rocAuc"] = number(metrics.roc_auc_score(y, p))
    out["curves"] = {}
    for strategy in ("uniform", "quantile"):
        for bins in (5, 10):
            true, pred = calibration_curve(y, p, n_bins=bins, strategy=strategy)
            out["curves"][f"{strategy}-{bins}"] = {"fractionPositive": true.tolist(), "meanPredicted": pred.tolist()}
    return out


def multiclass_case(name, y, p):
    classes = p.shape[1]
    labels = list(range(classes))
    scores = p[:, 1] if classes == 2 else p
    auc = number(metrics.roc_auc_score(y, scores, multi_class="ovr", average="macro", labels=labels))
    return {
        "name": name,
        "classes": classes,
        "yTrue": y.tolist(),
        "data": p.ravel().tolist(),
        "logLoss": metrics.log_loss(y, p, labels=labels),
        "brierScore": metrics.brier_score_loss(y, p, labels=labels),
        "rocAuc": auc,
    }


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def multiclass(rng, rows, classes, decimals, present=None):
    y = rng.choice(np.arange(classes) if present is None else present, rows)
    z = rng.normal(size=(rows, classes))
    z[np.arange(rows), y] += 1
    p = softmax(z)
    # Rows are made to add up to one exactly enough for scikit-learn, with ties left in.
    p = np.round(p, decimals)
    p[:, -1] = np.maximum(0, np.round(1 - p[:, :-1].sum(axis=1), decimals))
    p /= p.sum(axis=1, keepdims=True)
    return y, p


def main():
    rng = np.random.default_rng(20)
    five = rng.integers(0, 5, 300)
    labels = [
        label_case("five classes", five, np.where(rng.random(300) < 0.5, five, rng.integers(0, 5, 300)), 5),
        label_case("binary", rng.integers(0, 2, 200), rng.integers(0, 2, 200), 2),
        label_case("never predicts class 2", np.array([0, 1, 2, 2, 1, 0]), np.array([0, 1, 0, 1, 1, 0]), 3),
        label_case("class 1 has no rows", np.array([0, 0, 2, 2]), np.array([0, 1, 2, 1]), 4),
        label_case("all wrong", np.array([0, 1, 2]), np.array([1, 2, 0]), 3),
        label_case("all right", np.array([0, 1, 2, 1]), np.array([0, 1, 2, 1]), 3),
        label_case("one row", np.array([1]), np.array([0]), 2),
    ]
    y = rng.integers(0, 2, 400)
    smooth = np.round(1 / (1 + np.exp(-(rng.normal(size=400) + y - 0.5))), 6)
    binary = [
        binary_case("smooth", y, smooth),
        binary_case("many ties", y, np.round(smooth, 1)),
        binary_case("certain and wrong", np.array([0, 1, 1, 0]), np.array([1.0, 0.0, 1.0, 0.0])),
        binary_case("constant", y[:50], np.full(50, 0.25)),
        binary_case("perfect", np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9])),
        binary_case("bin edges", np.array([0, 1, 0, 1, 1]), np.array([0.0, 0.1, 0.2, 0.6, 1.0])),
        binary_case("one class only", np.array([1, 1, 1]), np.array([0.2, 0.5, 0.7])),
    ]
    many = [
        multiclass_case("three classes", *multiclass(rng, 200, 3, 6)),
        multiclass_case("five classes with ties", *multiclass(rng, 200, 5, 2)),
        multiclass_case("a class without rows", *multiclass(rng, 60, 4, 6, present=[0, 1, 3])),
        multiclass_case("two columns", *multiclass(rng, 100, 2, 6)),
    ]
    made = {
        "madeBy": {"script": "make_classification.py", "scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "labels": labels,
        "binary": binary,
        "multiclass": many,
    }
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    (folder / "classification.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")


main()
