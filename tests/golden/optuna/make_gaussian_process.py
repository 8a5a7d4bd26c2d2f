"""What Optuna 5's Gaussian process gives: `python make_gaussian_process.py` writes gaussian-process.json beside this file.

Needs `pip install "optuna==5.0.0" torch scipy numpy mpmath`. Per case: trials, their unit coordinates and standardised values; for given kernels the covariances, the loss of the fit with its gradient
by the logarithms, mean and variance, logEI and logPI at further points, the regret bound over them; the loss where Optuna's own fit ends. And ln E[max(0, Z + z)] by mpmath.
"""
import json
import math
import pathlib
import random
import warnings

import mpmath
import numpy as np
import optuna
import scipy
import torch
from optuna._gp import acqf, gp, prior, search_space
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._gp import sampler
from optuna.terminator.improvement import evaluator
from optuna.trial import create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")
assert optuna.__version__ == "5.0.0", optuna.__version__
rng = random.Random(20261123)

SPACE = {
    "depth": IntDistribution(1, 12),
    "kind": CategoricalDistribution(["gbdt", "dart", "goss"]),
    "leaves": IntDistribution(2, 400, log=True),
    "rate": FloatDistribution(1e-5, 0.3, log=True),
    "share": FloatDistribution(0.1, 0.9, step=0.1),
    "x": FloatDistribution(-3.0, 7.0),
}


def draw(space):
    params = {}
    for name, d in space.items():
        if isinstance(d, CategoricalDistribution):
            params[name] = rng.choice(d.choices)
        elif d.log:
            value = math.exp(rng.uniform(math.log(d.low), math.log(d.high)))
            params[name] = round(value) if isinstance(d, IntDistribution) else value
        elif isinstance(d, IntDistribution):
            params[name] = rng.randint(d.low, d.high)
        elif d.step:
            params[name] = round(d.low + d.step * rng.randint(0, 8), 1)
        else:
            params[name] = rng.uniform(d.low, d.high)
    return params


def stored(d):
    if isinstance(d, CategoricalDistribution):
        return {"type": "choice", "choices": list(d.choices)}
    out = {"type": "int" if isinstance(d, IntDistribution) else "float", "low": d.low, "high": d.high}
    if d.log:
        out["log"] = True
    elif d.step and not isinstance(d, IntDistribution):
        out["step"] = d.step
    return out


def regressor(X, y, is_categorical, raw, deterministic):
    tensor = torch.tensor(raw, dtype=torch.float64, requires_grad=True)
    noise = torch.tensor(1e-6, dtype=torch.float64) if deterministic else torch.exp(tensor[-1]) + 1e-6
    model = gp.GPRegressor(
        torch.from_numpy(is_categorical), torch.from_numpy(X), torch.from_numpy(y), torch.exp(tensor[:-2]), torch.exp(tensor[-2]), noise
    )
    return model, tensor


def loss_of(model):
    return -model.marginal_log_likelihood() - prior.default_log_prior(model)


def evaluate(X, y, space, points, raw, deterministic):
    model, tensor = regressor(X, y, space.is_categorical, raw, deterministic)
    loss = loss_of(model)
    loss.backward()
    covariances = (model.kernel() + model.noise_var * torch.eye(len(y), dtype=torch.float64)).detach().numpy()
    model._cache_matrix()
    mean, variance = (part.detach().numpy() for part in model.posterior(torch.from_numpy(points)))
    best = float(y.max())
    beta = evaluator._get_beta(X.shape[1], X.shape[0])
    upper, lower = acqf.UCB(model, space, beta), acqf.LCB(model, space, beta)
    bound = max(upper.eval_acqf_no_grad(X).max(), upper.eval_acqf_no_grad(points).max()) - lower.eval_acqf_no_grad(X).max()
    return {
        "raw": raw,
        "deterministic": deterministic,
        "covariances": covariances.tolist(),
        "loss": loss.item(),
        "gradient": tensor.grad.tolist(),
        "mean": mean.tolist(),
        "variance": variance.tolist(),
        "logEi": acqf.LogEI(model, space, best).eval_acqf_no_grad(points).tolist(),
        "logPi": acqf.LogPI(model, space, 0.3).eval_acqf_no_grad(points).tolist(),
        "regretBound": float(bound),
    }


def case(names, count, deterministic):
    chosen = {name: SPACE[name] for name in names}
    trials = [draw(chosen) for _ in range(count)]
    values = [rng.gauss(0, 1) * 10 ** rng.choice([0, 1]) for _ in range(count)]
    values[1] = math.inf
    values[2] = -math.inf
    frozen = [create_trial(params=p, distributions=chosen, value=v) for p, v in zip(trials, values)]
    space = search_space.SearchSpace(chosen)
    X = space.get_normalized_params(frozen)
    y = sampler._standardize_values(-np.array([[v] for v in values]))[0][:, 0]
    others = [create_trial(params=draw(chosen), distributions=chosen, value=0.0) for _ in range(5)]
    points = np.vstack([space.get_normalized_params(others), X[:2]])
    raws = [[rng.uniform(-2, 2) for _ in names] + [rng.uniform(-1, 1), rng.uniform(-6, -1)] for _ in range(2)]
    fitted = gp.fit_kernel_params(X, y, space.is_categorical, prior.default_log_prior, 1e-6, deterministic)
    with torch.no_grad():
        reached = loss_of(fitted).item()
    return {
        "space": {name: stored(d) for name, d in chosen.items()},
        "deterministic": deterministic,
        "trials": [{"params": p, "value": v if math.isfinite(v) else str(v).replace("inf", "Infinity")} for p, v in zip(trials, values)],
        "coordinates": X.tolist(),
        "standardised": y.tolist(),
        "points": points.tolist(),
        "kernels": [evaluate(X, y, space, points, raw, deterministic) for raw in raws],
        "fittedLoss": reached,
    }


def improvement(z):
    z = mpmath.mpf(z)
    return float(mpmath.log(mpmath.npdf(z) + z * mpmath.ncdf(z)))


mpmath.mp.dps = 400
zs = [-30000.0, -1000.0, -40.5, -26.0, -24.0, -10.0, -5.0, -3.0, -2.61, -2.6, -2.59, -2.0, -1.0, -0.1, 0.0, 0.1, 1.0, 2.6, 7.0, 50.0, 1e6]
mpmath.mp.dps = 60


def improvement_far(z):
    """By the asymptotic series, where the density cannot be represented: ln φ(z) − 2 ln |z| + ln(1 − 3/z² + 15/z⁴ − 105/z⁶ + …)."""
    z = mpmath.mpf(z)
    series, term = mpmath.mpf(0), mpmath.mpf(1)
    for k in range(1, 12):
        series += term
        term *= -(2 * k + 1) / z**2
    return float(-z * z / 2 - mpmath.log(2 * mpmath.pi) / 2 - 2 * mpmath.log(-z) + mpmath.log(series))


golden = {
    "versions": {"optuna": optuna.__version__, "torch": torch.__version__, "numpy": np.__version__, "scipy": scipy.__version__, "mpmath": mpmath.__version__},
    "improvements": [[z, improvement_far(z) if z < -900 else improvement(z)] for z in zs],
    "cases": [
        case(list(SPACE), 14, False),
        case(["rate", "x"], 12, False),
        case(["x"], 11, True),
        case(["kind", "depth"], 15, False),
        case(["leaves", "rate", "share", "x"], 20, True),
    ],
}
path = pathlib.Path(__file__).with_name("gaussian-process.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(golden["versions"], path.stat().st_size)
