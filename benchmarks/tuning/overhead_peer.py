"""Times what Optuna itself costs per trial: reads `<sampler> <trials before>` per line, answers with the processor seconds of one more trial of ten parameters."""
import random
import sys
import time

import optuna
from optuna.distributions import FloatDistribution
from optuna.samplers import RandomSampler, TPESampler
from optuna.trial import create_trial

TRIALS = 20
optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    return sum((trial.suggest_float(f"x{i}", -5, 5) - 1.3) ** 2 for i in range(10))


print(optuna.__version__, flush=True)
for seed, line in enumerate(sys.stdin):
    name, before = line.split()
    study = optuna.create_study(sampler=RandomSampler(seed) if name == "random" else TPESampler(seed=seed))
    rng = random.Random(seed)
    space = {f"x{i}": FloatDistribution(-5, 5) for i in range(10)}
    for _ in range(int(before)):
        params = {name: rng.uniform(-5, 5) for name in space}
        study.add_trial(create_trial(params=params, distributions=space, value=sum((x - 1.3) ** 2 for x in params.values())))
    started = time.process_time()
    study.optimize(objective, n_trials=TRIALS)
    print((time.process_time() - started) / TRIALS, flush=True)
