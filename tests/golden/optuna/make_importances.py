"""Optuna 5's parameter importances: `python make_importances.py` writes importances.json beside this file.

Needs `pip install "optuna==5.0.0" "scikit-learn==1.9.1" numpy`. Per study: PED-ANOVA as it is, fANOVA and mean decrease in impurity over seeds of the forest. Per tree, grown by
scikit-learn on all rows: its nodes, the variance of Optuna's fANOVA tree, each parameter's part, and the decrease in impurity by column.
"""
import json
import math
import pathlib
import random
import warnings

import numpy as np
import optuna
import sklearn
from optuna._transform import _SearchSpaceTransform
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, MeanDecreaseImpurityImportanceEvaluator, PedAnovaImportanceEvaluator
from optuna.importance._fanova._tree import _FanovaTree
from optuna.trial import create_trial
from sklearn.tree import DecisionTreeRegressor

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
assert optuna.__version__ == "5.0.0", optuna.__version__
SEEDS = 20
rng = random.Random(20261124)

SPACE = {
    "x": FloatDistribution(-3.0, 7.0),
    "rate": FloatDistribution(1e-4, 1.0, log=True),
    "share": FloatDistribution(0.1, 0.9, step=0.1),
    "units": IntDistribution(4, 128, step=4),
    "leaves": IntDistribution(2, 300, log=True),
    "depth": IntDistribution(1, 6),
    "kind": CategoricalDistribution(["gbdt", "dart", "goss"]),
    "fixed": IntDistribution(3, 3),
}
BRANCH = {"slope": FloatDistribution(0.0, 1.0), "units2": IntDistribution(1, 99)}
OTHER = {"slope": FloatDistribution(0.0, 4.0)}


def draw(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return rng.choice(dimension.choices)
    if isinstance(dimension, IntDistribution) and not dimension.log:
        return dimension.low + dimension.step * rng.randint(0, (dimension.high - dimension.low) // dimension.step)
    if dimension.step is not None and not isinstance(dimension, IntDistribution):
        return round(dimension.low + dimension.step * rng.randint(0, round((dimension.high - dimension.low) / dimension.step)), 10)
    low, high = dimension.low, dimension.high
    value = math.exp(rng.uniform(math.log(low), math.log(high))) if dimension.log else rng.uniform(low, high)
    return min(max(int(round(value)), low), high) if isinstance(dimension, IntDistribution) else min(max(value, low), high)


def plain(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return {"type": "choice", "choices": list(dimension.choices)}
    kind = "int" if isinstance(dimension, IntDistribution) else "float"
    step = {} if dimension.step is None or (kind == "int" and dimension.step == 1) else {"step": dimension.step}
    return {"type": kind, "low": dimension.low, "high": dimension.high, **({"log": True} if dimension.log else {}), **step}


def value_of(params):
    value = 0.4 * (params["x"] - 2) ** 2 + (math.log10(params["rate"]) + 2) ** 2 + 4 * params["share"] + params["units"] / 64
    value += {"gbdt": 0, "dart": 3, "goss": 1}[params["kind"]] + 0.02 * params["depth"] + params.get("slope", 0) * 3
    return value + rng.gauss(0, 0.3)


def make_study(name, count, direction, conditional, infinite):
    study = optuna.create_study(direction=direction)
    for k in range(count):
        space = dict(SPACE)
        if conditional:
            space.update(BRANCH if rng.random() < 0.5 else OTHER if rng.random() < 0.5 else {})
        params = {key: draw(dimension) for key, dimension in space.items()}
        value = rng.choice([math.inf, -math.inf]) if infinite and k % 9 == 4 else value_of(params)
        study.add_trial(create_trial(params=params, distributions=space, value=value))
    ped = PedAnovaImportanceEvaluator()
    result = {
        "name": name,
        "direction": direction,
        "trials": [
            {
                "value": t.value if math.isfinite(t.value) else str(t.value).replace("inf", "Infinity"),
                "params": t.params,
                "ranges": 1 if "units2" in t.params else 2 if "slope" in t.params else 0,
            }
            for t in study.trials
        ],
        "pedAnova": ped.evaluate(study),
        "pedAnovaOfX": ped.evaluate(study, params=["x", "kind"], target=lambda t: t.params["x"]),
    }
    if name == "mixed":
        for method, evaluator in (("fanova", FanovaImportanceEvaluator), ("mdi", MeanDecreaseImpurityImportanceEvaluator)):
            found = [evaluator(seed=seed).evaluate(study) for seed in range(SEEDS)]
            result[method] = {
                key: {"mean": float(np.mean([f[key] for f in found])), "deviation": float(np.std([f[key] for f in found], ddof=1))}
                for key in found[0]
            }
    return result


def make_tree(count, depth, seed):
    space = {key: dimension for key, dimension in SPACE.items() if not dimension.single()}
    transform = _SearchSpaceTransform(space, transform_log=False, transform_step=False)
    while True:
        rows = [{key: draw(dimension) for key, dimension in space.items()} for _ in range(count)]
        x = np.array([transform.transform(row) for row in rows])
        y = np.array([value_of(row) for row in rows])
        tree = DecisionTreeRegressor(max_depth=depth, random_state=seed).fit(x, y).tree_
        others = [DecisionTreeRegressor(max_depth=depth, random_state=other).fit(x, y).tree_ for other in range(100, 110)]
        # Where splits tie, the one is taken that a random order has first. A tree of all levels always has some.
        if depth == 64 or all(np.array_equal(tree.feature, other.feature) for other in others):
            break
    fanova = _FanovaTree(tree, transform.bounds)
    return {
        "depth": depth,
        "rows": rows,
        "targets": y.tolist(),
        "column": [int(max(column, -1)) for column in tree.feature],
        "threshold": tree.threshold.tolist(),
        "left": tree.children_left.tolist(),
        "right": tree.children_right.tolist(),
        "value": tree.value[:, 0, 0].tolist(),
        "decrease": tree.compute_feature_importances(normalize=True).tolist(),
        "variance": float(fanova.variance),
        "marginal": {key: float(fanova.get_marginal_variance(columns)) for key, columns in zip(space, transform.column_to_encoded_columns)},
    }


def make_front(count, directions, ties):
    study = optuna.create_study(directions=directions)
    for _ in range(count):
        params = {key: draw(dimension) for key, dimension in SPACE.items()}
        values = [value_of(params), abs(params["x"]) + params["depth"] / 6, params["leaves"] / 300 - params["share"]][: len(directions)]
        study.add_trial(create_trial(params=params, distributions=SPACE, values=[round(v * 2) / 2 for v in values] if ties else values))
    return {
        "directions": directions,
        "trials": [{"values": t.values, "params": t.params} for t in study.trials],
        "pedAnova": PedAnovaImportanceEvaluator().evaluate(study),
    }


golden = {
    "made_by": "tests/golden/optuna/make_importances.py",
    "optuna": optuna.__version__,
    "sklearn": sklearn.__version__,
    "numpy": np.__version__,
    "seeds": SEEDS,
    "space": {name: plain(dimension) for name, dimension in SPACE.items()},
    "ranges": [{}, *({name: plain(d) for name, d in branch.items()} for branch in (BRANCH, OTHER))],
    "studies": [
        make_study(name, count, direction, conditional, infinite)
        for name, count, direction, conditional, infinite in (
            ("two", 2, "minimize", False, False),
            ("few", 7, "maximize", False, False),
            ("mixed", 60, "minimize", False, False),
            ("maximised", 90, "maximize", False, True),
            ("conditional", 40, "minimize", True, False),
            ("branches", 120, "maximize", True, True),
        )
    ],
    "fronts": [
        make_front(count, directions, ties)
        for count, directions in ((30, ["minimize", "maximize"]), (60, ["minimize", "minimize"]), (45, ["maximize", "minimize", "minimize"]))
        for ties in (False, True)
    ],
    "trees": [make_tree(count, depth, seed) for seed, (count, depth) in enumerate(((30, 2), (80, 3), (160, 3), (25, 64)))],
}
pathlib.Path(__file__).with_name("importances.json").write_text(json.dumps(golden) + "\n")
