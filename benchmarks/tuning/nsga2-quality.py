"""Hypervolumes of Optuna's NSGAIISampler on the functions of nsga2-quality.ts, one line of seeds per function: `python nsga2-quality.py`. Needs optuna==5.0.0."""
import math
import warnings

import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
SEEDS = 100
ZDT_DIMENSIONS = 10


def floats(trial, n):
    return [trial.suggest_float(f"x{d}", 0, 1) for d in range(n)]


def zdt(second):
    def values(trial):
        x = floats(trial, ZDT_DIMENSIONS)
        return x[0], second(x[0], 1 + 9 * sum(x[1:]) / (ZDT_DIMENSIONS - 1))

    return 500, [1.1, 6], values


def dtlz2(trial):
    x = floats(trial, 7)
    g = sum((value - 0.5) ** 2 for value in x[2:])
    a, b = x[0] * math.pi / 2, x[1] * math.pi / 2
    return (1 + g) * math.cos(a) * math.cos(b), (1 + g) * math.cos(a) * math.sin(b), (1 + g) * math.sin(a)


def binh_korn(trial):
    x = trial.suggest_float("x", 0, 5)
    y = trial.suggest_float("y", 0, 3)
    trial.set_constraint("inside", (x - 5) ** 2 + y * y - 25)
    trial.set_constraint("outside", 7.7 - (x - 8) ** 2 - (y + 3) ** 2)
    return 4 * x * x + 4 * y * y, (x - 5) ** 2 + (y - 5) ** 2


PROBLEMS = {
    "zdt1": zdt(lambda first, g: g * (1 - math.sqrt(first / g))),
    "zdt2": zdt(lambda first, g: g * (1 - (first / g) ** 2)),
    "zdt3": zdt(lambda first, g: g * (1 - math.sqrt(first / g) - first / g * math.sin(10 * math.pi * first))),
    "dtlz2": (500, [2, 2, 2], dtlz2),
    "binhKorn": (250, [140, 50], binh_korn),
}


def volume(problem, seed):
    trials, reference, values = problem
    study = optuna.create_study(directions=["minimize"] * len(reference), sampler=optuna.samplers.NSGAIISampler(seed=seed))
    study.optimize(values, n_trials=trials)
    feasible = [t.values for t in study.trials if all(v <= 0 for v in t.constraints.values())]
    points = np.array([v for v in feasible if all(a < r for a, r in zip(v, reference))])
    return compute_hypervolume(points, np.array(reference, dtype=float)) if len(points) else 0.0


if __name__ == "__main__":
    print("Optuna", optuna.__version__, flush=True)
    for name, problem in PROBLEMS.items():
        print(f"{name}: {' '.join(repr(float(volume(problem, seed))) for seed in range(SEEDS))}", flush=True)
