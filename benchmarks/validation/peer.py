"""What run.ts compares with, on one thread: reads rows, trials and draws, and prints milliseconds of scikit-learn's KFold and of arch's SPA as JSON."""
import json
import sys
import time

import arch
import numpy as np
import sklearn
from arch.bootstrap import SPA
from sklearn.model_selection import KFold

spans, rows, trials, draws, rounds = (int(word) for word in sys.argv[1:])
rng = np.random.default_rng(1)


def milliseconds(work):
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    return sorted(took)[rounds // 2]


def folds():
    return sum(len(train) + len(test) for train, test in KFold(10).split(np.empty(spans)))


returns = 0.01 * rng.standard_normal((rows, trials))


def spa():
    SPA(np.zeros(rows), -returns, block_size=20, reps=draws, seed=1).compute()


print(json.dumps({"sklearn": sklearn.__version__, "arch": arch.__version__, "kFoldMs": milliseconds(folds), "spaMs": milliseconds(spa)}))
