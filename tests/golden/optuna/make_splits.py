"""Which trials Optuna's TPESampler counts as good: `python make_splits.py` writes splits.json beside this file.

Needs `pip install "optuna==5.0.0" numpy`. Per case: directions, trials (values, constraints, reports, state), and for several sizes of the good part the numbers of its trials. Values and violations are
coarse, so that many are equal; of several objectives up to five, also infinite ones.
"""
import json
import math
import pathlib
import random
import warnings

import optuna
from optuna.samplers._tpe import sampler as tpe
from optuna.trial import TrialState, create_trial

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)
assert optuna.__version__ == "5.0.0", optuna.__version__
rng = random.Random(20261123)


def plain(value):
    return value if math.isfinite(value) else {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]


def make_case(directions, count, digits, pruned_share, broken_share):
    study = optuna.create_study(directions=directions)
    trials = []
    for _ in range(count):
        pruned = len(directions) == 1 and rng.random() < pruned_share
        values = [round(rng.gauss(0, 1), digits) for _ in directions]
        if rng.random() < 0.03:
            values[0] = math.inf
        reports = {step: math.nan if rng.random() < 0.2 else round(rng.gauss(0, 1), 1) for step in range(rng.randint(0, 3))} if pruned else {}
        constraints = [round(rng.gauss(0, 1), 1) for _ in range(2)] if rng.random() < broken_share else []
        state = TrialState.PRUNED if pruned else TrialState.COMPLETE
        attributes = {"constraints": constraints} if constraints else {}
        study.add_trial(create_trial(values=None if pruned else values, state=state, intermediate_values=reports, system_attrs=attributes))
        trials.append({
            "state": "pruned" if pruned else "complete",
            **({} if pruned else {"values": [plain(v) for v in values]}),
            **({"constraints": constraints} if constraints else {}),
            **({"reports": [[step, plain(v)] for step, v in reports.items()]} if reports else {}),
        })
    known = study.get_trials(deepcopy=False)
    assert all(sum(v for v in given.get("constraints", []) if v > 0) == tpe._get_infeasible_trial_score(t) for given, t in zip(trials, known))
    sizes = sorted({0, 1, count // 10, count // 4, count // 2, 3 * count // 4, count - 1, count})
    below = [[size, [t.number for t in tpe._split_trials(study, known, size)[0]]] for size in sizes]
    return {"directions": directions, "trials": trials, "below": below}


cases = []
for directions in (["minimize"], ["maximize"]):
    for shares in ((0, 0), (0.5, 0), (0.8, 0.5), (0.3, 0.9)):
        cases.append(make_case(directions, 30, 1, *shares))
for objectives in (2, 3, 4, 5):
    for digits, broken in ((1, 0), (6, 0.3), (0, 0)):
        directions = [rng.choice(("minimize", "maximize")) for _ in range(objectives)]
        cases.append(make_case(directions, 40, digits, 0, broken))
golden = {"made_by": "tests/golden/optuna/make_splits.py", "optuna": optuna.__version__, "cases": cases}
pathlib.Path(__file__).with_name("splits.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(len(cases))
