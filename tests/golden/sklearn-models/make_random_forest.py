"""Golden trees and scores of scikit-learn's RandomForestClassifier.

    pip install scikit-learn==1.9.1
    python make_random_forest.py [folder]

Writes random-forest-trees.json and random-forest-scores.json beside this file or into the folder.

Trees: one tree without bootstrap on all columns; values are multiples of 1/64 with at most 255 different ones, so float32 holds
them. scikit-learn breaks ties between equally good splits at random, so each case's data are the first made ones on which 25 seeds
grow the same tree (class shares may differ by rounding).

Scores: accuracy and log loss (probabilities at least 0.001) on held-out rows over 40 seeds of the default forest with 50 trees, on
continuous columns.
"""
import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier

SEEDS = range(25)


def make(seed, rows, columns, classes, noise=1.0):
    rng = np.random.default_rng(seed)
    x = np.clip(np.round(rng.standard_normal((rows, columns)) * 32), -127, 127).astype(int)
    score = x[:, 0] / 32 + 0.6 * np.abs(x[:, 1] / 32) - 0.4 * (x[:, 2] > 0) + noise * rng.standard_normal(rows)
    y = np.searchsorted(np.quantile(score, np.arange(1, classes) / classes), score)
    return x, y, rng


def preorder(tree):
    """[feature, threshold, left, right] of each node, a leaf as its class shares."""

    def walk(i):
        if tree.children_left[i] < 0:
            return tree.value[i, 0].tolist()
        return [int(tree.feature[i]), float(tree.threshold[i]), walk(tree.children_left[i]), walk(tree.children_right[i])]

    return walk(0)


def rounded(node):
    return [round(v, 9) if isinstance(v, float) else v if isinstance(v, int) else rounded(v) for v in node]


def first_without_ties(size, weigh, params):
    """Data, weights and a forest whose tree does not depend on the seed."""
    for data_seed in range(1000):
        x, y, rng = make(data_seed, *size)
        weights = weigh(rng, len(y)) if weigh else None
        trees = []
        for seed in SEEDS:
            forest = RandomForestClassifier(n_estimators=1, bootstrap=False, max_features=None, random_state=seed, **params)
            forest.fit(x / 64, y, sample_weight=weights)
            trees.append(rounded(preorder(forest.estimators_[0].tree_)))
            if trees[-1] != trees[0]:
                break
        else:
            return x, y, weights, forest
    raise ValueError("no data without ties")


def tree_case(name, size, weigh=None, **params):
    x, y, weights, forest = first_without_ties(size, weigh, params)
    probe = np.random.default_rng(99).integers(-128, 128, (40, x.shape[1]))
    print(f"{name}: {forest.estimators_[0].tree_.node_count} nodes")
    shown = dict(params)
    if isinstance(params.get("class_weight"), dict):
        shown["class_weight"] = {f"class {k}": v for k, v in params["class_weight"].items()}
    return {
        "name": name,
        "params": shown,
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "tree": preorder(forest.estimators_[0].tree_),
        "importance": forest.feature_importances_.tolist(),
        "probe": probe.tolist(),
        "probability": forest.predict_proba(probe / 64).tolist(),
    }


def uneven(rng, rows):
    return np.round(rng.uniform(0.05, 5, rows), 3)


def tree_cases():
    two = (300, 4, 2)
    yield tree_case("two classes", two, min_samples_leaf=9)
    yield tree_case("depth", two, max_depth=4)
    yield tree_case("rows to split", two, min_samples_split=50)
    yield tree_case("shares of rows", two, min_samples_split=0.15, min_samples_leaf=0.025)
    yield tree_case("decrease", two, min_impurity_decrease=0.006)
    yield tree_case("best first", two, max_leaf_nodes=9)
    yield tree_case("entropy", two, criterion="entropy", min_samples_leaf=9)
    three = (300, 5, 3)
    yield tree_case("three classes", three, min_samples_leaf=9)
    yield tree_case("three classes, entropy, best first", three, criterion="log_loss", max_leaf_nodes=12, min_samples_leaf=5)
    yield tree_case("three classes, balanced", three, class_weight="balanced", min_samples_leaf=9)
    yield tree_case("three classes, class weights", three, class_weight={0: 0.3, 1: 2.5}, min_samples_leaf=9)
    yield tree_case("weights", three, uneven, max_depth=6, min_samples_leaf=7)
    yield tree_case("weights, balanced, share of weight", three, uneven, class_weight="balanced", min_weight_fraction_leaf=0.04)
    yield tree_case("weights, entropy", three, uneven, criterion="entropy", max_depth=5, min_samples_leaf=7)
    five = (400, 6, 5)
    yield tree_case("five classes", five, min_samples_leaf=15)
    yield tree_case("small, to the end", (40, 3, 2))


def score_case(name, x, y):
    rng = np.random.default_rng(5)
    order = rng.permutation(len(y))
    x, y = x[order], y[order]
    split = len(y) * 2 // 3
    rows = []
    for seed in range(40):
        forest = RandomForestClassifier(n_estimators=50, random_state=seed).fit(x[:split], y[:split])
        p = forest.predict_proba(x[split:])
        of_class = np.maximum(p[np.arange(len(p)), y[split:]], 1e-3)
        rows.append((np.mean(p.argmax(axis=1) == y[split:]), -np.mean(np.log(of_class))))
    accuracy, loss = np.array(rows).T
    print(f"{name}: accuracy {accuracy.mean():.4f} ± {accuracy.std():.4f}, log loss {loss.mean():.4f} ± {loss.std():.4f}")
    return {
        "name": name,
        "split": split,
        "x": x.tolist(),
        "y": y.tolist(),
        "accuracy": accuracy.tolist(),
        "logLoss": loss.tolist(),
    }


def score_cases():
    breast = datasets.load_breast_cancer()
    yield score_case("breast cancer (Wisconsin), 10 columns", breast.data[:, :10], breast.target)
    x, y = datasets.make_classification(600, 10, n_informative=6, n_redundant=2, n_classes=3, flip_y=0.1, class_sep=0.8, random_state=3)
    yield score_case("three made classes", np.round(x, 4), y)
    rng = np.random.default_rng(8)
    x = np.round(rng.standard_normal((700, 6)), 4)
    y = ((x[:, 0] * x[:, 1] > 0) ^ (rng.random(700) < 0.15)).astype(int)
    yield score_case("noisy product of two columns", x, y)


folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}


def write(name, cases):
    (folder / name).write_text(json.dumps({**versions, "cases": list(cases)}, separators=(",", ":")) + "\n")


write("random-forest-trees.json", tree_cases())
write("random-forest-scores.json", score_cases())
