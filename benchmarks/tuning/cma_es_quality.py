"""Regrets of Optuna's CmaEsSampler: reads {"name", "trials", "seeds", "first"} by line, answers with the regret of each seed.

With `first`, the parameters of each seed's first trial, the sampler gets barcast's random numbers too (tests/golden/cmaes/same_random.py); without, it is Optuna's as installed.
Needs `pip install "optuna==5.0.0" "cmaes==0.13.1" numpy scipy`.
"""
import importlib
import json
import pathlib
import sys
import warnings

import cmaes
import optuna
from functions import TEST_FUNCTIONS

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
SAME = len(sys.argv) > 1 and sys.argv[1] == "same"
if SAME:
    sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tests" / "golden" / "cmaes"))
    make = importlib.import_module("same_random").sampler
else:

    def make(seed):
        return optuna.samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False)


def regret(name, trials, seed, first):
    objective, minimum, truth = TEST_FUNCTIONS[name]
    study = optuna.create_study(sampler=make(seed))
    if SAME:
        study.enqueue_trial(first)
    study.optimize(objective, n_trials=trials)
    return (study.best_value if truth is None else truth(study.best_params)) - minimum


print(json.dumps({"optuna": optuna.__version__, "cmaes": cmaes.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    starts = zip(asked["seeds"], asked["first"])
    print(json.dumps([regret(asked["name"], asked["trials"], seed, first) for seed, first in starts]), flush=True)
