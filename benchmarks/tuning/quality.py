"""Best values of Optuna's default TPESampler: reads one request as JSON per line, answers with the regrets after so many trials, one list per line.

`{"function", "seed", "trials", "shared"}` runs a function of functions.py; `shared`: with the random numbers that `tpe()` draws in a study of that seed, else with the first points only
(`"first"`: parameters of the first trials). `{"space", …}` instead of a function asks for each value: writes `{"ask": params}` and reads the number.
"""
import json
import pathlib
import sys
import warnings

import optuna

from functions import TEST_FUNCTIONS

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tests" / "golden" / "optuna"))
import shared_draws  # noqa: E402

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, name, dimension):
    if dimension["type"] == "choice":
        return trial.suggest_categorical(name, dimension["choices"])
    log = dimension.get("log", False)
    if dimension["type"] == "int":
        return trial.suggest_int(name, dimension["low"], dimension["high"], log=log)
    return trial.suggest_float(name, dimension["low"], dimension["high"], log=log)


def remote(space):
    def objective(trial):
        params = {name: suggest(trial, name, dimension) for name, dimension in space.items()}
        print(json.dumps({"ask": params}), flush=True)
        return float(sys.stdin.readline())

    return objective


print(optuna.__version__, flush=True)
while line := sys.stdin.readline():
    request = json.loads(line)
    shared_draws.use_stable_sort(request["shared"])
    seed = request["seed"]
    sampler = shared_draws.SharedTPESampler(seed) if request["shared"] else optuna.samplers.TPESampler(seed=seed)
    study = optuna.create_study(sampler=sampler)
    for params in request.get("first", []):
        study.enqueue_trial(params)
    objective, minimum, truth = TEST_FUNCTIONS[request["function"]] if "function" in request else (remote(request["space"]), 0, None)
    # Sums in another order are not to be told apart by their last digits: of equal values the first is better, on both sides.
    study.optimize(lambda trial: float(f"{objective(trial):.12g}"), n_trials=request["trials"])
    # Of a function with noise, what the point that looks best is worth.
    print(json.dumps((study.best_value if truth is None else truth(study.best_params)) - minimum), flush=True)
