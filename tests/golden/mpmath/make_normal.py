"""The normal distribution by mpmath to 80 digits: `python make_normal.py` writes normal.json beside this file.

Each case holds arguments and the double nearest to the true result. Doubles are base64 of their little-endian bytes.
"""
import base64
import json
import math
import pathlib
import random
import struct

import mpmath
from mpmath import mp, mpf

mp.dps = 80
rng = random.Random(20261121)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def mass(a, b):
    """From the side on which nothing cancels; 80 digits cover the rest."""
    return cdf(b) - cdf(a) if a <= 0 else cdf(-a) - cdf(-b)


def log_cdf(x):
    return mpmath.log(cdf(x)) if x < 0 else mpmath.log1p(-cdf(-x))


def log_mass(a, b):
    return mpmath.log1p(-cdf(a) - cdf(-b)) if a < -2 and b > 2 else mpmath.log(mass(a, b))


def quantile(q, a, b):
    """Bisection on the true distribution function, in the tail that is smaller."""
    q, a, b = mpf(q), mpf(a), mpf(b)
    share = mass(a, b)
    low, high = a, b
    for _ in range(240):
        middle = (low + high) / 2
        if mass(a, middle) < q * share:
            low = middle
        else:
            high = middle
    return low


def case(function, *columns):
    with mp.workdps(80):
        values = [float(function(*(mpf(x) for x in row))) for row in zip(*columns)]
    names = "abc"[: len(columns)]
    return {**{name: encode(column) for name, column in zip(names, columns)}, "value": encode(values)}


spread = [rng.uniform(-40, 40) for _ in range(200)] + [rng.uniform(-4, 4) for _ in range(300)]
spread += [rng.choice((-1, 1)) * 10 ** rng.uniform(-12, 0) for _ in range(100)]
spread += [0.0, 2.6, -2.6, math.nextafter(2.6, 3), -math.nextafter(2.6, 3), 1.0, -1.0, -37.5, 8.3]
far = spread + [-(10 ** rng.uniform(1.6, 4)) for _ in range(50)]
arguments = [x for x in spread if abs(x) < 26]
small = [rng.choice((-1, 1)) * 10 ** rng.uniform(-17, 0.5) for _ in range(300)] + [rng.uniform(-30, 30) for _ in range(100)]
above = [x for x in small if x > -1]

intervals = []
for _ in range(300):
    middle, width = rng.uniform(-8, 8), 10 ** rng.uniform(-9, 1.5)
    intervals.append((middle - width / 2, middle + width / 2))
for _ in range(200):
    middle, width = rng.choice((-1, 1)) * 10 ** rng.uniform(0, 2.5), 10 ** rng.uniform(-6, 2)
    intervals.append((middle - width / 2, middle + width / 2))
lows, highs = [list(side) for side in zip(*intervals)]

truncated = []
for _ in range(300):
    a = rng.uniform(-9, 6)
    truncated.append((rng.random(), a, a + 10 ** rng.uniform(-3, 1.2)))
for _ in range(60):
    truncated.append((rng.choice((1e-9, 1e-3, 1 - 1e-3, 1 - 1e-9, rng.random())), rng.uniform(-60, 0), rng.uniform(0, 60)))
for _ in range(60):
    a = rng.choice((-1, 1)) * rng.uniform(5, 60)
    truncated.append((rng.random(), a, a + rng.uniform(0.01, 30)))

golden = {
    "made_by": "tests/golden/mpmath/make_normal.py",
    "mpmath": mpmath.__version__,
    "log1p": case(mpmath.log1p, above),
    "expm1": case(mpmath.expm1, small),
    "erf": case(mpmath.erf, spread),
    "erfc": case(mpmath.erfc, arguments),
    "normalCdf": case(cdf, [x for x in spread if x > -37]),
    "logNormalCdf": case(log_cdf, far),
    "logNormalMass": case(log_mass, lows, highs),
    "truncatedNormalQuantile": case(quantile, *[list(column) for column in zip(*truncated)]),
}
pathlib.Path(__file__).with_name("normal.json").write_text(json.dumps(golden, indent=1) + "\n")
