"""The same search by Optuna with LightGBM: reads the task as JSON from the command line, prints {"seconds", "best", "versions"}.

Needs `pip install "optuna==5.0.0" "lightgbm==4.7.0" scikit-learn numpy`.
"""
import json
import pathlib
import sys
import time
import warnings

import lightgbm
import numpy as np
import optuna
from sklearn.metrics import log_loss
from sklearn.model_selection import TimeSeriesSplit

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
task = json.loads(sys.argv[1])
folder = pathlib.Path(task["folder"])
X = np.column_stack([np.fromfile(folder / f"f{k}") for k in range(task["features"])])
y = np.fromfile(folder / "y", dtype=np.int32)
folds = list(TimeSeriesSplit(task["folds"]).split(X))
shared = {"objective": "multiclass", "num_class": 3, "verbosity": -1, **task["params"]}
rounds = shared.pop("num_iterations")


def suggest(trial, name, dimension):
    if dimension["type"] == "int":
        return trial.suggest_int(name, dimension["low"], dimension["high"])
    return trial.suggest_float(name, dimension["low"], dimension["high"], log=dimension.get("log", False))


def objective(trial):
    params = {**shared, **{name: suggest(trial, name, dimension) for name, dimension in task["space"].items()}}
    scores = []
    for train, test in folds:
        booster = lightgbm.train(params, lightgbm.Dataset(X[train], y[train]), num_boost_round=rounds)
        scores.append(log_loss(y[test], booster.predict(X[test]), labels=[0, 1, 2]))
    return float(np.mean(scores))


started = time.perf_counter()
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=task["seed"], multivariate=True))
study.optimize(objective, n_trials=task["trials"])
seconds = time.perf_counter() - started
versions = f"Optuna {optuna.__version__} with LightGBM {lightgbm.__version__}"
print(json.dumps({"seconds": seconds, "best": study.best_value, "versions": versions}))
