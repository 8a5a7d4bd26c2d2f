"""Points of SciPy's sequences and trials of Optuna's QMCSampler: `python make_points.py` writes points.json beside this file.

Needs `pip install "optuna==5.0.0" numpy scipy`. `sobol` (as whole numbers, times 2^30) and `halton`: points without scrambling at some places. `studies`: a space in the order in which it is asked for, and
the parameters of each trial; the first is drawn by chance.
"""
import json
import pathlib
import warnings

import numpy as np
import optuna
import scipy
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from scipy.stats import qmc

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)
assert optuna.__version__ == "5.0.0", optuna.__version__
PLACES = [0, 1, 2, 3, 5, 17, 100, 1023, 65535]

SPACE = {
    "rate": FloatDistribution(1e-5, 1, log=True),
    "depth": IntDistribution(1, 12),
    "kind": CategoricalDistribution(["x", "y", "z"]),
    "leaves": IntDistribution(2, 512, log=True),
    "share": FloatDistribution(0.1, 1, step=0.1),
    "angle": FloatDistribution(-3, 5),
    "units": IntDistribution(4, 64, step=4),
}


def points(engine, size, places):
    found = []
    for place in places:
        made = engine(size, scramble=False)
        if place > 0:
            made.fast_forward(place)
        found.append(made.random(1)[0])
    return np.array(found)


def plain(distribution):
    if isinstance(distribution, CategoricalDistribution):
        return {"type": "choice", "choices": list(distribution.choices)}
    kind = "int" if isinstance(distribution, IntDistribution) else "float"
    step = {} if distribution.step is None or (kind == "int" and distribution.step == 1) else {"step": distribution.step}
    return {"type": kind, "low": distribution.low, "high": distribution.high} | ({"log": True} if distribution.log else {}) | step


def study(sequence):
    made = optuna.create_study(sampler=optuna.samplers.QMCSampler(qmc_type=sequence, seed=1))
    made.optimize(lambda trial: [trial._suggest(name, d) for name, d in SPACE.items()] and 0.0, n_trials=34)
    return [trial.params for trial in made.trials]


golden = {
    "versions": {"scipy": scipy.__version__, "optuna": optuna.__version__, "numpy": np.__version__},
    "places": PLACES,
    "sobol": (points(qmc.Sobol, 128, PLACES) * 2**30).astype(int).tolist(),
    "halton": points(qmc.Halton, 30, PLACES).tolist(),
    "space": {name: plain(d) for name, d in SPACE.items()},
    "studies": {sequence: study(sequence) for sequence in ["sobol", "halton"]},
}
print(golden["versions"])
pathlib.Path(__file__).with_name("points.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
