"""Times Optuna's GPSampler: reads a number of trials before per line, answers with the processor seconds of one more trial of ten parameters.

Needs `pip install "optuna==5.0.0" scipy torch greenlet`.
"""
import random
import sys
import time

import optuna
import torch
from optuna.distributions import FloatDistribution
from optuna.samplers import GPSampler
from optuna.trial import create_trial

TRIALS = 5
torch.set_num_threads(1)
optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    return sum((trial.suggest_float(f"x{i}", -5, 5) - 1.3) ** 2 for i in range(10))


print(f"{optuna.__version__}, torch {torch.__version__}", flush=True)
for seed, line in enumerate(sys.stdin):
    study = optuna.create_study(sampler=GPSampler(seed=seed))
    rng = random.Random(seed)
    space = {f"x{i}": FloatDistribution(-5, 5) for i in range(10)}
    for _ in range(int(line)):
        params = {name: rng.uniform(-5, 5) for name in space}
        study.add_trial(create_trial(params=params, distributions=space, value=sum((x - 1.3) ** 2 for x in params.values())))
    started = time.process_time()
    study.optimize(objective, n_trials=TRIALS)
    print((time.process_time() - started) / TRIALS, flush=True)
