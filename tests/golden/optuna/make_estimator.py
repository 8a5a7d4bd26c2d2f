"""What Optuna's TPESampler learns from given histories: `python make_estimator.py` writes estimator.json beside this file.

Needs `pip install "optuna==4.9.0" numpy`. Per case: the trials, which of them are below and above, and for both sides the mixture (means, deviations
and weights of the kernels, or the probabilities of the choices by kernel) and the logarithm of its density at given points.
Where several observations of a history are equal, NumPy's sort decides which of them gets which bandwidth; a stable sort is asked for here.
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
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
assert optuna.__version__ == "4.9.0", optuna.__version__
rng = random.Random(20261121)

DIMENSIONS = {
    "float": FloatDistribution(-3.0, 7.0),
    "float-log": FloatDistribution(1e-5, 0.3, log=True),
    "float-step": FloatDistribution(0.1, 0.95, step=0.1),
    "float-narrow": FloatDistribution(1e6, 1e6 + 1e-3),
    "int": IntDistribution(1, 20),
    "int-wide": IntDistribution(10, 5000),
    "int-step": IntDistribution(0, 100, step=7),
    "int-log": IntDistribution(1, 1000, log=True),
    "choice": CategoricalDistribution(["gbdt", "dart", "goss", "rf"]),
    "choice-of-numbers": CategoricalDistribution([3, 1.5, True]),
}


class StableNumpy:
    """NumPy whose argsort keeps the order of equals."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values, *args, **kwargs):
        return np.argsort(values, kind="stable")


parzen_estimator.np = StableNumpy()


def draw(dimension, clustered):
    if isinstance(dimension, CategoricalDistribution):
        return rng.choice(dimension.choices)
    low, high = dimension.low, dimension.high
    share = rng.betavariate(2, 8) if clustered else rng.random()
    value = math.exp(math.log(low) + share * math.log(high / low)) if dimension.log else low + share * (high - low)
    if dimension.step is not None:
        value = low + round((value - low) / dimension.step) * dimension.step
    if isinstance(dimension, IntDistribution):
        value = int(round(value))
    return min(max(value, low), high)


def points_of(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return [float(k) for k in range(len(dimension.choices))]
    drawn = sorted({float(draw(dimension, k % 2 == 0)) for k in range(12)})
    return [float(dimension.low), *drawn, float(dimension.high)]


def mixture_of(estimator):
    mixture = estimator._mixture_distribution
    (distribution,) = mixture.distributions
    sides = {"weights": mixture.weights.tolist()}
    if hasattr(distribution, "mu"):
        return {**sides, "mus": distribution.mu.tolist(), "sigmas": distribution.sigma.tolist()}
    return {**sides, "choices": distribution.weights.tolist()}


def plain(dimension):
    if isinstance(dimension, CategoricalDistribution):
        return {"type": "choice", "choices": list(dimension.choices)}
    kind = "int" if isinstance(dimension, IntDistribution) else "float"
    step = {} if dimension.step is None or (kind == "int" and dimension.step == 1) else {"step": dimension.step}
    return {"type": kind, "low": dimension.low, "high": dimension.high, **({"log": True} if dimension.log else {}), **step}


def make_case(name, count, direction, clustered, missing_share=0.0, pruned_share=0.0, ties=False):
    dimension = DIMENSIONS[name]
    study = optuna.create_study(direction=direction, sampler=TPESampler(seed=0))
    for _ in range(count):
        present = rng.random() >= missing_share
        params = {"p": draw(dimension, clustered)} if present else {}
        space = {"p": dimension} if present else {}
        pruned = rng.random() < pruned_share
        value = None if pruned else (float(rng.randint(0, 4)) if ties else rng.gauss(0, 1))
        state = TrialState.PRUNED if pruned else TrialState.COMPLETE
        study.add_trial(create_trial(params=params, distributions=space, value=value, state=state))
    trials = study.get_trials(deepcopy=False)
    good = study.sampler._gamma(len(trials))
    below, above = tpe._split_trials(study, trials, good, False)
    points = points_of(dimension)
    sides = {}
    for side, chosen in (("below", below), ("above", above)):
        estimator = study.sampler._build_parzen_estimator(study, {"p": dimension}, chosen, handle_below=side == "below")
        log_density = estimator.log_pdf({"p": np.array(points)})
        sides[side] = {"numbers": [t.number for t in chosen], **mixture_of(estimator), "logDensity": log_density.tolist()}
    return {
        "name": f"{name}, {count} trials, {direction}",
        "dimension": plain(dimension),
        "direction": direction,
        "trials": [{"value": t.value, **({"param": t.params["p"]} if t.params else {})} for t in trials],
        "points": points,
        **sides,
    }


cases = []
for name in DIMENSIONS:
    for count in (1, 2, 10, 11, 26, 60, 300):
        cases.append(make_case(name, count, rng.choice(("minimize", "maximize")), clustered=count > 20))
    cases.append(make_case(name, 40, "minimize", True, missing_share=0.4))
    cases.append(make_case(name, 45, "maximize", True, pruned_share=0.5))
    cases.append(make_case(name, 35, "maximize", False, ties=True))
golden = {
    "made_by": "tests/golden/optuna/make_estimator.py",
    "optuna": optuna.__version__,
    "numpy": np.__version__,
    "cases": cases,
}
pathlib.Path(__file__).with_name("estimator.json").write_text(json.dumps(golden) + "\n")
print(len(cases))
