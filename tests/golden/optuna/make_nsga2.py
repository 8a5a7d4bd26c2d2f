"""What Optuna 5's NSGA-II selects and crosses: `python make_nsga2.py` writes nsga2.json beside this file.

Needs `pip install "optuna==5.0.0" numpy`. Per population: the rank of each trial, its order by crowding (the whole population taken as one front), the elite of half its size, and which trials
lose to which. Crossovers get their random numbers from a list that is stored with what they made of it.
"""
import json
import pathlib
import random
import warnings

import numpy as np
import optuna
from optuna.samplers import nsgaii
from optuna.samplers.nsgaii._constraints_evaluation import _constrained_dominates
from optuna.samplers.nsgaii import _elite_population_selection_strategy as elite
from optuna.trial import create_trial

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
assert optuna.__version__ == "5.0.0", optuna.__version__
rng = random.Random(20261123)
INF = float("inf")


def plain(value):
    return value if abs(value) != INF else str(value).replace("inf", "Infinity")


def draw_value(kind):
    if kind == "ties":
        return float(rng.randint(0, 4))
    if kind == "infinite":
        return rng.choice([-INF, INF, 0.0, 1.0, 2.5, rng.gauss(0, 1)])
    return rng.gauss(0, 1)


def make_population(count, directions, kind, constrained):
    study = optuna.create_study(directions=directions)
    for _ in range(count):
        attributes = {"constraints": [rng.choice([-1.0, 0.0, 0.5, rng.random()]), rng.choice([-2.0, -1.0, 0.25])]} if constrained else {}
        study.add_trial(create_trial(values=[draw_value(kind) for _ in directions], system_attrs=attributes))
    trials = study.get_trials()
    ranks = {t.number: rank for rank, front in enumerate(elite._rank_population(list(trials), study.directions, is_constrained=constrained)) for t in front}
    crowded = list(trials)
    elite._crowding_distance_sort(crowded)
    size = max(count // 2, 2)
    chosen = elite.NSGAIIElitePopulationSelectionStrategy(population_size=size)(study, list(trials))
    return {
        "directions": directions,
        "values": [[plain(v) for v in t.values] for t in trials],
        "constraints": [list(t.constraints.values()) for t in trials] if constrained else None,
        "ranks": [ranks[t.number] for t in trials],
        "crowded": [t.number for t in crowded],
        "size": size,
        "elite": [t.number for t in chosen],
        "beats": [[b.number for b in trials[:12] if _constrained_dominates(a, b, study.directions)] for a in trials[:12]],
    }


class Scripted:
    """A source of random numbers that keeps what it gave."""

    def __init__(self, seed):
        self.source = np.random.RandomState(seed)
        self.given = []

    def rand(self, *shape):
        numbers = self.source.rand(*shape)
        self.given.extend(np.atleast_1d(numbers).tolist())
        return numbers


def make_cross(name, crossover, n, objectives, seed):
    scripted = Scripted(seed)
    bounds = np.array([[rng.uniform(-5, 0), rng.uniform(1, 9)] for _ in range(n)])
    parents = np.array([[rng.uniform(low, high) for low, high in bounds] for _ in range(2)])
    if seed % 3 == 0:
        parents[1, 0] = parents[0, 0]
    study = optuna.create_study(directions=["minimize"] * objectives)
    child = crossover.crossover(parents, scripted, study, bounds)
    return {
        "crossover": name,
        "objectives": objectives,
        "bounds": bounds.tolist(),
        "parents": parents.tolist(),
        "draws": scripted.given,
        "child": child.tolist(),
    }


populations = [
    make_population(count, directions, kind, constrained)
    for directions in (["minimize"], ["maximize"], ["minimize", "maximize"], ["minimize", "minimize", "maximize"])
    for kind in ("distinct", "ties", "infinite")
    for constrained in (False, True)
    for count in (2, 9, 40)
]
crosses = [
    make_cross(name, crossover, n, objectives, seed)
    for name, crossover in (("blx", nsgaii.BLXAlphaCrossover()), ("sbx", nsgaii.SBXCrossover()))
    for n in (1, 4)
    for objectives in (1, 2)
    for seed in range(6)
]
golden = {
    "made_by": "tests/golden/optuna/make_nsga2.py",
    "optuna": optuna.__version__,
    "numpy": np.__version__,
    "populations": populations,
    "crosses": crosses,
}
pathlib.Path(__file__).with_name("nsga2.json").write_text(json.dumps(golden) + "\n")
