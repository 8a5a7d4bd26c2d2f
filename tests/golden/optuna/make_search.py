"""Best values of Optuna's default sampler: `python make_search.py` adds the installed version's results to search.json beside this file.

Run once with `pip install "optuna==4.9.0" numpy` (each parameter by itself) and once with "optuna==5.0.0" (all parameters jointly). The functions are those
of benchmarks/tuning/functions.ts, 50 trials each, seeds 0 to 99.
"""
import json
import math
import pathlib

import numpy as np
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
TRIALS, SEEDS = 50, 100

HARTMANN_WEIGHTS = [1, 1.2, 3, 3.2]
HARTMANN_A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def floats(trial, n, low, high):
    return [trial.suggest_float(f"x{i}", low, high) for i in range(n)]


def sphere5(trial):
    return sum((x - 1.3) ** 2 for x in floats(trial, 5, -5, 5))


def rosenbrock2(trial):
    x, y = floats(trial, 2, -5, 10)
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    return (y - (5.1 / (4 * math.pi**2)) * x * x + (5 / math.pi) * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    x = floats(trial, 6, 0, 1)
    return -sum(
        weight * math.exp(-sum(a * (value - p) ** 2 for value, a, p in zip(x, HARTMANN_A[i], HARTMANN_P[i])))
        for i, weight in enumerate(HARTMANN_WEIGHTS)
    )


def ackley5(trial):
    x = floats(trial, 5, -10, 20)
    root = math.sqrt(sum(value * value for value in x) / 5)
    waves = sum(math.cos(2 * math.pi * value) for value in x) / 5
    return -20 * math.exp(-0.2 * root) - math.exp(waves) + 20 + math.e


def mixed(trial):
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    leaves = trial.suggest_int("leaves", 2, 256, log=True)
    depth = trial.suggest_int("depth", 1, 12)
    share = trial.suggest_float("share", 0.1, 1, step=0.1)
    kind = trial.suggest_categorical("kind", ["gbdt", "dart", "goss", "rf"])
    cost = {"gbdt": 0, "dart": 0.5, "goss": 0.2, "rf": 1}[kind]
    return (math.log10(rate) + 2) ** 2 + (math.log2(leaves) - 5) ** 2 / 4 + (depth - 7) ** 2 / 9 + 4 * (share - 0.7) ** 2 + cost


def conditional(trial):
    kind = trial.suggest_categorical("kind", ["tree", "linear", "net"])
    if kind == "tree":
        return 0.3 + (trial.suggest_int("depth", 1, 30) - 9) ** 2 / 50 + (trial.suggest_float("rate", 0, 1) - 0.2) ** 2
    if kind == "linear":
        return 0.6 + (math.log10(trial.suggest_float("penalty", 1e-6, 1e3, log=True)) + 1) ** 2 / 10
    layers = trial.suggest_int("layers", 1, 3)
    return 0.2 * abs(layers - 2) + sum(((trial.suggest_int(f"units{k}", 4, 128, step=4) - 48) / 64) ** 2 for k in range(layers))


def best_value(objective, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=TRIALS)
    return study.best_value


functions = [sphere5, rosenbrock2, branin, hartmann6, ackley5, mixed, conditional]
path = pathlib.Path(__file__).with_name("search.json")
golden = json.loads(path.read_text()) if path.exists() else {}
golden["made_by"] = "tests/golden/optuna/make_search.py"
golden["trials"] = TRIALS
golden.setdefault("results", {})[optuna.__version__] = {
    "numpy": np.__version__,
    "best": {f.__name__: [round(best_value(f, seed), 12) for seed in range(SEEDS)] for f in functions},
}
path.write_text(json.dumps(golden) + "\n")
