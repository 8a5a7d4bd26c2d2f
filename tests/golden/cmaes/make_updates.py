"""What the Python package cmaes makes of given points: `python make_updates.py` writes updates.json beside this file.

Needs `pip install "cmaes==0.13.1" numpy scipy`. `full` and `separable`: per case the start, the points and values told generation by generation, mean and sigma after each, covariance and
paths after the last. `margin`: the same with steps (0: any number), the points drawn, those tried, and the stretch of each coordinate. `warm`: the distribution that a search begins from.
"""
import json
import pathlib

import cmaes
import numpy as np
import scipy

assert cmaes.__version__ == "0.13.1", cmaes.__version__
rng = np.random.RandomState(20261121)
GENERATIONS = 6


def value_of(x, weights, centre):
    return float(np.sum(weights * (x - centre) ** 2) + 3 * np.prod(x - centre))


def state_of(optimizer):
    return {"mean": optimizer._mean.tolist(), "sigma": float(optimizer._sigma)}


def end_of(optimizer):
    c = optimizer._C if optimizer._C.ndim == 2 else np.diag(optimizer._C)
    return {"covariance": c.ravel().tolist(), "pathSigma": optimizer._p_sigma.tolist(), "pathCovariance": optimizer._pc.tolist()}


def run(optimizer, size):
    weights, centre = 10 ** rng.uniform(-1, 2, size), rng.uniform(0.2, 0.8, size)
    case = {"population": optimizer.population_size, "start": state_of(optimizer), "generations": []}
    for _ in range(GENERATIONS):
        points = [optimizer.ask() for _ in range(optimizer.population_size)]
        values = [round(value_of(x, weights, centre), 3) for x in points]  # Rounded, so that some are equal.
        optimizer.tell(list(zip(points, values)))
        case["generations"].append({"points": [x.tolist() for x in points], "values": values, **state_of(optimizer)})
    return case | end_of(optimizer)


def full(size, population, sigma):
    bounds = np.array([[0.0, 1.0]] * size)
    return run(cmaes.CMA(rng.uniform(0.3, 0.7, size), sigma, bounds, 10 * size, 1 + size, population), size)


def separable(size, population, sigma):
    bounds = np.array([[0.0, 1.0]] * size)
    return run(cmaes.SepCMA(rng.uniform(0.3, 0.7, size), sigma, bounds, 10 * size, 1 + size, population), size)


def margin(steps, population, sigma, middle=0.5):
    size = len(steps)
    bounds = np.array([[0.0, 1.0]] * size)
    optimizer = cmaes.CMAwM(rng.uniform(0.3, 0.7, size), sigma, bounds, np.array(steps), 10 * size, 1 + size, population)
    inner, weights, centre = optimizer._cma, 10 ** rng.uniform(-1, 2, size), middle + rng.uniform(-0.3, 0.3, size)
    case = {"steps": steps, "population": inner.population_size, "least": optimizer.margin, "start": state_of(inner), "generations": []}
    for _ in range(25):
        asked = [optimizer.ask() for _ in range(inner.population_size)]
        values = [value_of(tried, weights, centre) for tried, _ in asked]
        points = [drawn.tolist() for _, drawn in asked]
        optimizer.tell([(drawn, value) for (_, drawn), value in zip(asked, values)])
        generation = {"points": points, "tried": [tried.tolist() for tried, _ in asked], "values": values}
        case["generations"].append(generation | state_of(inner) | {"scales": optimizer._A.tolist()})
    return case


def warm(size, count):
    points = rng.uniform(0, 1, (count, size))
    values = [float(np.sum((x - 0.3) ** 2)) for x in points]
    mean, sigma, cov = cmaes.get_warm_start_mgd(list(zip(points, values)))
    found = {"mean": mean.tolist(), "sigma": float(sigma), "covariance": cov.ravel().tolist()}
    return {"points": points.tolist(), "values": values} | found


golden = {
    "versions": {"cmaes": cmaes.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    "full": [full(*given) for given in [(1, None, 1 / 6), (2, None, 1 / 6), (2, 3, 0.5), (3, 2, 0.2), (5, None, 1 / 6), (5, 20, 0.1), (8, 11, 0.4)]],
    "separable": [separable(*given) for given in [(2, None, 1 / 6), (4, 9, 0.3)]],
    "margin": [margin([0.1, 0.0, 1.0], None, 1 / 6), margin([0.25, 1 / 3], 8, 0.3), margin([1.0, 0.5, 0.0], 6, 0.2, 1.0)],
    "warm": [warm(1, 10), warm(3, 45)],
}
print(golden["versions"])
pathlib.Path(__file__).with_name("updates.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
