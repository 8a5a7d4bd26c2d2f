"""Whole studies of Optuna's TPESampler on barcast's random numbers: `python make_studies.py` writes studies.json beside this file.

Needs `pip install "optuna==5.0.0" numpy mpmath`. Per study: its options, its trials (what was proposed at the start, parameters, values, constraints, reports, state), and of every choice that was
learnt the numbers of the trials that counted as good and the largest ln l - ln g. The mass of the normal distribution is mpmath's, because Optuna's own loses digits in narrow and far intervals.
"""
import json
import math
import pathlib
import random
import warnings
from functools import lru_cache

import mpmath
import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, IntDistribution
from optuna.samplers._tpe import _truncnorm, probability_distributions, sampler as tpe
from optuna.trial import TrialState

import shared_draws
from shared_draws import SharedTPESampler

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)
assert optuna.__version__ == "5.0.0", optuna.__version__
shared_draws.use_stable_sort(True)
mpmath.mp.dps = 40
rng = random.Random(20261122)


@lru_cache(None)
def exact_mass(a, b):
    if a > 0:
        a, b = -b, -a
    return float(mpmath.log(mpmath.ncdf(b) - mpmath.ncdf(a)))


def log_gauss_mass(a, b):
    a, b = np.broadcast_arrays(a, b)
    return np.array([exact_mass(float(x), float(y)) for x, y in zip(a.ravel(), b.ravel())]).reshape(a.shape)


_truncnorm._log_gauss_mass = log_gauss_mass
probability_distributions._log_gauss_mass_unique = log_gauss_mass


class Recorder(SharedTPESampler):
    learnt = None

    def _sample(self, study, trial, search_space):
        self.space = search_space
        return super()._sample(study, trial, search_space)

    def _build_parzen_estimator(self, study, search_space, trials, handle_below):
        if handle_below:
            self.below = [t.number for t in trials]
        return super()._build_parzen_estimator(study, search_space, trials, handle_below)

    def _compute_acquisition_func(self, samples, below, above):
        gains = super()._compute_acquisition_func(samples, below, above)
        self.learnt[-1].append({"params": list(self.space), "below": self.below, "gain": float(np.max(gains))})
        return gains


def mixed(trial):
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    leaves = trial.suggest_int("leaves", 2, 256, log=True)
    depth = trial.suggest_int("depth", 1, 12)
    share = trial.suggest_float("share", 0.1, 1, step=0.1)
    kind = trial.suggest_categorical("kind", ["gbdt", "dart", "goss", "rf"])
    x = trial.suggest_float("x", -5, 5)
    cost = {"gbdt": 0, "dart": 0.5, "goss": 0.2, "rf": 1}[kind]
    return (math.log10(rate) + 2) ** 2 + (math.log2(leaves) - 5) ** 2 / 4 + (depth - 7) ** 2 / 9 + 4 * (share - 0.7) ** 2 + cost + x * x / 9


def branches(trial):
    kind = trial.suggest_categorical("kind", ["tree", "linear", "net"])
    slope = trial.suggest_float("slope", 0, 1)
    if kind == "tree":
        return 0.3 + (trial.suggest_int("depth", 1, 30) - 9) ** 2 / 50 + (trial.suggest_float("rate", 0, 1) - slope) ** 2
    if kind == "linear":
        return 0.6 + (math.log10(trial.suggest_float("penalty", 1e-6, 1e3, log=True)) + 1) ** 2 / 10 + slope
    layers = trial.suggest_int("layers", 1, 3)
    return 0.2 * abs(layers - 2) + sum(((trial.suggest_int(f"units{k}", 4, 128, step=4) - 48) / 64) ** 2 for k in range(layers))


def several(count):
    def objective(trial):
        x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(4)]
        trial.suggest_categorical("kind", ["a", "b"])
        values = [sum((v - (0.2 + 0.5 * ((i + k) % count) / count)) ** 2 for k, v in enumerate(x)) for i in range(count)]
        return [round(v, 2) for v in values]

    return objective


def run(name, objective, count, directions, options, batch=1, troubles=False):
    sampler = Recorder(7, **options)
    sampler.learnt = []
    study = optuna.create_study(directions=directions, sampler=sampler)
    proposed = []
    for first in range(0, count, batch):
        asked = []
        for _ in range(batch):
            sampler.learnt.append([])
            asked.append(study.ask())
            # Optuna chooses what goes together when the first of it is asked for; here at the start, before the next trial starts.
            proposed.append(asked[-1].relative_params)
        for trial in asked:
            at_start = sampler.learnt[trial.number]
            sampler.learnt.append(at_start)
            values = objective(trial)
            sampler.learnt.pop()
            if not troubles:
                study.tell(trial, values)
                continue
            draw = rng.random()
            if rng.random() < 0.3:
                trial.set_constraint("a", round(rng.gauss(0, 1), 1))
                trial.set_constraint("b", round(rng.gauss(0, 1), 1))
            if len(directions) == 1 and draw < 0.4:
                for step in range(rng.randint(0, 3)):
                    trial.report(math.nan if rng.random() < 0.1 else round(values + rng.gauss(0, 1), 1), step)
                study.tell(trial, state=TrialState.PRUNED)
            elif draw > 0.95:
                study.tell(trial, state=TrialState.FAIL)
            else:
                study.tell(trial, np.round(values, 1).tolist())
    trials = []
    for t in study.get_trials(deepcopy=False):
        constraints = list(t.constraints.values())
        reports = [[s, "NaN" if math.isnan(v) else v] for s, v in sorted(t.intermediate_values.items())]
        trials.append({
            "state": {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}[t.state.name],
            "params": t.params,
            **({"values": t.values} if t.state == TrialState.COMPLETE else {}),
            **({"constraints": constraints} if constraints else {}),
            **({"reports": reports} if reports else {}),
            "proposed": proposed[t.number],
            "learnt": sampler.learnt[t.number],
        })
    space = {}
    for t in study.get_trials(deepcopy=False):
        for key, distribution in t.distributions.items():
            space[key] = plain(distribution)
    print(name, sum(len(t["learnt"]) for t in trials))
    return {"name": name, "options": options_of(options), "directions": directions, "batch": batch, "space": space, "trials": trials}


def plain(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return {"type": "choice", "choices": list(dimension.choices)}
    kind = "int" if isinstance(dimension, IntDistribution) else "float"
    step = {} if dimension.step is None or (kind == "int" and dimension.step == 1) else {"step": dimension.step}
    return {"type": kind, "low": dimension.low, "high": dimension.high, **({"log": True} if dimension.log else {}), **step}


def options_of(options):
    names = {"multivariate": "multivariate", "group": "grouped", "constant_liar": "constantLiar", "n_startup_trials": "startupTrials"}
    return {names[key]: value for key, value in options.items() if key in names} | ({"gamma": "half"} if "gamma" in options else {})


def half(trials):
    return trials // 2


studies = [
    run("together", mixed, 60, ["minimize"], {}),
    run("each by itself", mixed, 40, ["maximize"], {"multivariate": False}),
    run("pruned, broken constraints and failed", mixed, 60, ["maximize"], {}, troubles=True),
    run("branches, not grouped", branches, 50, ["minimize"], {}),
    run("branches, grouped", branches, 60, ["minimize"], {"group": True}, troubles=True),
    run("batches of four", mixed, 48, ["minimize"], {}, batch=4, troubles=True),
    run("batches of five, grouped", branches, 50, ["minimize"], {"group": True, "n_startup_trials": 5}, batch=5),
    run("batches of four without a liar", mixed, 32, ["minimize"], {"constant_liar": False}, batch=4),
    run("two objectives", several(2), 70, ["minimize", "maximize"], {}, troubles=True),
    run("two objectives together", several(2), 60, ["minimize", "minimize"], {"multivariate": True}),
    run("three objectives together", several(3), 70, ["minimize", "maximize", "minimize"], {"multivariate": True}),
    run("four objectives together", several(4), 50, ["minimize"] * 4, {"multivariate": True, "n_startup_trials": 20}),
    # More good trials than the number from which on old ones fade, where they do.
    run("half of two objectives", several(2), 64, ["minimize", "minimize"], {"multivariate": True, "gamma": half}),
]
golden = {
    "made_by": "tests/golden/optuna/make_studies.py",
    "optuna": optuna.__version__,
    "numpy": np.__version__,
    "mpmath": mpmath.__version__,
    "seed": 7,
    "studies": studies,
}
pathlib.Path(__file__).with_name("studies.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
