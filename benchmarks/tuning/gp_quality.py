"""Regrets of Optuna's GPSampler: `OMP_NUM_THREADS=1 python gp_quality.py [seeds]` writes gp-quality.json beside this file.

Needs `pip install "optuna==5.0.0" scipy torch greenlet`. Per function and seed: the ten uniform points of the start, which gp-quality.ts gives to our sampler too, and the regret after 60
trials: the best value (where there is noise: the truth at the best parameters) less the minimum.
"""
import json
import pathlib
import sys
import warnings

import optuna
import torch
from functions import TEST_FUNCTIONS

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")
assert optuna.__version__ == "5.0.0", optuna.__version__
NAMES = ["branin", "hartmann6", "sphere5", "rosenbrock4", "ackley5", "levy4", "styblinskiTang4", "mixed", "noisy"]
TRIALS, STARTS = 60, 10
seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
path = pathlib.Path(__file__).with_name("gp-quality.json")


def rounded(value):
    return float(f"{value:.4g}") if isinstance(value, float) else value


def starts_of(objective, seed):
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed))
    study.optimize(objective, n_trials=STARTS)
    return [{name: rounded(value) for name, value in trial.params.items()} for trial in study.trials]


def run(objective, minimum, truth, seed):
    starts = starts_of(objective, seed)
    study = optuna.create_study(sampler=optuna.samplers.GPSampler(seed=seed))
    for params in starts:
        study.enqueue_trial(params)
    study.optimize(objective, n_trials=TRIALS)
    best = study.best_value if truth is None else truth(study.best_params)
    return {"starts": [list(params.values()) for params in starts], "regret": best - minimum}


studies = {name: [] for name in NAMES}
for seed in range(seeds):
    for name in NAMES:
        studies[name].append(run(*TEST_FUNCTIONS[name], seed))
    print(seed, {name: f"{runs[-1]['regret']:.3g}" for name, runs in studies.items()}, flush=True)
    document = {"optuna": optuna.__version__, "torch": torch.__version__, "trials": TRIALS, "studies": studies}
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
