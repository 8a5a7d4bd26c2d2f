"""Writes surface.json: surfaces that Optuna's contour plot lays through the trials.

Run: python tests/golden/optuna/make_surface.py   (optuna 5.0.0, scipy, matplotlib)
"""

import json
import pathlib
import platform
import random

import optuna
import scipy
from optuna.visualization.matplotlib._contour import _interpolate_zmap

SIZE = 12


def case(seed: int, count: int) -> dict:
    random.seed(seed)
    zmap = {}
    while len(zmap) < count:
        zmap[(random.randrange(SIZE), random.randrange(SIZE))] = random.uniform(-3, 3)
    surface = _interpolate_zmap(zmap, SIZE)
    knots = [{"column": x, "row": y, "value": z} for (x, y), z in zmap.items()]
    return {"knots": knots, "surface": [float(z) for z in surface.reshape(-1)]}


versions = {"python": platform.python_version(), "optuna": optuna.__version__, "scipy": scipy.__version__}
print(versions)
document = {"versions": versions, "size": SIZE, "cases": [case(1, 1), case(2, 2), case(3, 17), case(4, 100)]}
path = pathlib.Path(__file__).with_name("surface.json")
path.write_text(json.dumps(document) + "\n")
