"""What Optuna 5's TPESampler learns of parameters together: `python make_joint.py` writes joint.json beside this file.

Needs `pip install "optuna==5.0.0" numpy`. Per case: the trials, which parameters the sampler draws together, and the logarithm of the joint density of the good
trials and of the others at given points.
"""
import json
import math
import pathlib
import random

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import TPESampler
from optuna.samplers._tpe import parzen_estimator, sampler as tpe
from optuna.trial import create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
assert optuna.__version__ == "5.0.0", optuna.__version__
rng = random.Random(20261122)

SPACE = {
    "x": FloatDistribution(-3.0, 7.0),
    "rate": FloatDistribution(1e-5, 0.3, log=True),
    "units": IntDistribution(4, 128, step=4),
    "leaves": IntDistribution(2, 4000, log=True),
    "kind": CategoricalDistribution(["gbdt", "dart", "goss"]),
    "fixed": IntDistribution(3, 3),
}
SOMETIMES = {"slope": FloatDistribution(0.0, 1.0)}


class StableNumpy:
    """NumPy whose argsort keeps the order of equals, which NumPy's own leaves to the machine."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values, *args, **kwargs):
        return np.argsort(values, kind="stable")


parzen_estimator.np = StableNumpy()


def draw(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return rng.choice(dimension.choices)
    share = rng.random()
    if isinstance(dimension, IntDistribution) and not dimension.log:
        return dimension.low + dimension.step * rng.randint(0, (dimension.high - dimension.low) // dimension.step)
    low, high = dimension.low, dimension.high
    value = math.exp(math.log(low) + share * math.log(high / low)) if dimension.log else low + share * (high - low)
    return int(round(value)) if isinstance(dimension, IntDistribution) else min(max(value, low), high)


def plain(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return {"type": "choice", "choices": list(dimension.choices)}
    kind = "int" if isinstance(dimension, IntDistribution) else "float"
    step = {} if dimension.step is None or (kind == "int" and dimension.step == 1) else {"step": dimension.step}
    return {"type": kind, "low": dimension.low, "high": dimension.high, **({"log": True} if dimension.log else {}), **step}


def make_case(count, direction):
    study = optuna.create_study(direction=direction, sampler=TPESampler(seed=0))
    for _ in range(count):
        space = {**SPACE, **(SOMETIMES if rng.random() < 0.5 else {})}
        params = {name: draw(dimension) for name, dimension in space.items()}
        study.add_trial(create_trial(params=params, distributions=space, value=rng.gauss(0, 1)))
    trials = study.get_trials(deepcopy=False)
    joint = study.sampler.infer_relative_search_space(study, study.ask()._cached_frozen_trial)
    below, above = tpe._split_trials(study, trials, tpe.default_gamma(count))
    points = [{name: draw(dimension) for name, dimension in joint.items()} for _ in range(12)]
    internal = {name: np.array([float(joint[name].to_internal_repr(p[name])) for p in points]) for name in joint}
    densities = {
        side: study.sampler._build_parzen_estimator(study, joint, chosen, handle_below=side == "below").log_pdf(internal).tolist()
        for side, chosen in (("below", below), ("above", above))
    }
    return {
        "direction": direction,
        "trials": [{"value": t.value, "params": t.params} for t in trials],
        "together": list(joint),
        "points": points,
        **densities,
    }


golden = {
    "made_by": "tests/golden/optuna/make_joint.py",
    "optuna": optuna.__version__,
    "numpy": np.__version__,
    "space": {name: plain(dimension) for name, dimension in {**SPACE, **SOMETIMES}.items()},
    "cases": [make_case(count, direction) for count in (11, 25, 60, 120) for direction in ("minimize", "maximize")],
}
pathlib.Path(__file__).with_name("joint.json").write_text(json.dumps(golden) + "\n")
