"""Studies of Optuna's CmaEsSampler with barcast's random numbers: `python make_studies.py` writes studies.json beside this file.

Needs `pip install "optuna==5.0.0" "cmaes==0.13.1" numpy scipy`. Per case: the sampler's options in our words, the direction, the seed, the space, which parameters CMA-ES draws, and per trial its
end (value, null for a failed one, "pruned" with its last report) and its parameters.
"""
import json
import math
import pathlib
import warnings

import cmaes
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from same_random import sampler

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)
assert optuna.__version__ == "5.0.0", optuna.__version__
assert cmaes.__version__ == "0.13.1", cmaes.__version__

FLOATS = {"a": FloatDistribution(-3, 5), "b": FloatDistribution(0, 1)}
MIXED = {
    "depth": IntDistribution(1, 12),
    "kind": CategoricalDistribution(["x", "y"]),
    "leaves": IntDistribution(2, 512, log=True),
    "fixed": FloatDistribution(3, 3),
    "rate": FloatDistribution(1e-5, 1, log=True),
    "share": FloatDistribution(0.1, 1, step=0.1),
    "units": IntDistribution(4, 64, step=4),
}


def scaled(distribution, value):
    if isinstance(distribution, CategoricalDistribution):
        return float(distribution.choices.index(value))
    if distribution.low == distribution.high:
        return 0.5
    f = math.log if distribution.log else float
    return (f(value) - f(distribution.low)) / (f(distribution.high) - f(distribution.low))


def value_of(space, params):
    u = [scaled(space[name], params[name]) for name in sorted(params)]
    return sum((i + 1) * (x - 0.6) ** 2 for i, x in enumerate(u)) + 2 * (u[0] - u[-1]) ** 2


def plain(distribution):
    if isinstance(distribution, CategoricalDistribution):
        return {"type": "choice", "choices": list(distribution.choices)}
    kind = "int" if isinstance(distribution, IntDistribution) else "float"
    step = {} if distribution.step is None or (kind == "int" and distribution.step == 1) else {"step": distribution.step}
    return {"type": kind, "low": distribution.low, "high": distribution.high} | ({"log": True} if distribution.log else {}) | step


OPTIONS = {
    "startupTrials": "n_startup_trials",
    "populationSize": "popsize",
    "x0": "x0",
    "sigma0": "sigma0",
    "separable": "use_separable_cma",
    "withMargin": "with_margin",
    "considerPruned": "consider_pruned_trials",
}


def run(space, trials, seed=7, direction="minimize", queued=None, source=None, **options):
    theirs = {OPTIONS[name]: value for name, value in options.items()}
    if source is not None:
        theirs["source_trials"] = source.trials
    study = optuna.create_study(direction=direction, sampler=sampler(seed, **theirs))
    sign = 1 if direction == "minimize" else -1
    told = []
    for number in range(trials):
        if number == queued:
            study.enqueue_trial({name: (d.choices[0] if isinstance(d, CategoricalDistribution) else d.low) for name, d in space.items()})
        trial = study.ask(space)
        value = sign * value_of(space, trial.params)
        if number % 11 == 9:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
            told.append({"params": trial.params, "value": None})
        elif number % 13 == 6:
            trial.report(99.0, 0)
            trial.report(1.1 * value, 3)
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            told.append({"params": trial.params, "pruned": 1.1 * value})
        else:
            study.tell(trial, value)
            told.append({"params": trial.params, "value": value})
        if number == queued:
            told[-1]["queued"] = True
    case = {"options": options, "direction": direction, "seed": seed, "space": {name: plain(d) for name, d in space.items()}, "trials": told}
    return study, case | ({} if source is None else {"source": True})


source, first = run(FLOATS, 60)
cases = [
    first,
    run(MIXED, 70, seed=3, direction="maximize")[1],
    run(MIXED, 60, seed=1234567890123, queued=20, considerPruned=True, startupTrials=5, populationSize=6)[1],
    run(MIXED, 70, seed=5, withMargin=True)[1],
    run(MIXED, 40, seed=6, separable=True)[1],
    run(FLOATS, 30, seed=8, x0={"a": 4.5, "b": 0.1}, sigma0=0.4)[1],
    run(FLOATS, 30, seed=9, source=source)[1],
    run({"a": FloatDistribution(-3, 5)}, 20, seed=2)[1],
]
golden = {"versions": {"optuna": optuna.__version__, "cmaes": cmaes.__version__}, "cases": cases}
print(golden["versions"])
pathlib.Path(__file__).with_name("studies.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
