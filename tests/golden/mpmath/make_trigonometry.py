"""Trigonometric and hyperbolic functions and log10 by mpmath: `python make_trigonometry.py` writes trigonometry.json beside this file.

As exponential.json: arguments `x`, `value`, the double nearest to the true result, and `rest`, what is left of it in units in the last place
of `value`. Doubles are base64 of their little-endian bytes.
"""
import base64
import json
import math
import pathlib
import random
import struct

import mpmath

mpmath.mp.prec = 1400
rng = random.Random(20261121)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def any_double(low_exponent, high_exponent):
    return rng.choice((-1, 1)) * math.ldexp(rng.uniform(1, 2), rng.randint(low_exponent, high_exponent))


def case(function, arguments):
    values, rests = [], []
    for x in arguments:
        true = function(mpmath.mpf(x))
        value = float(true)
        values.append(value)
        rests.append(float((true - mpmath.mpf(value)) / mpmath.mpf(math.ulp(value))))
    return {"x": encode(arguments), "value": encode(values), "rest": encode(rests)}


multiples = [k * math.pi / 4 * (1 + rng.uniform(-1e-15, 1e-15)) for k in list(range(-40, 41)) + [rng.randrange(1 << 30) for _ in range(60)] if k]
angles = (
    [rng.uniform(-1, 1) for _ in range(150)]
    + [rng.uniform(-100, 100) for _ in range(200)]
    + [any_double(-30, 30) for _ in range(150)]
    + [any_double(30, 1023) for _ in range(100)]
    + multiples
    # the hardest doubles to reduce, and the edges between the ways of reducing
    + [6381956970095103.0 * 2.0**797, 5.319372648326541e255, 1.6e9, 1.6e9 + 0.5, 2.0**30, math.pi / 4, -math.pi / 4, math.pi / 2, math.pi]
)
ratios = [rng.uniform(-1, 1) for _ in range(250)] + [any_double(-40, -1) for _ in range(150)]
ratios += [s * (1 - abs(any_double(-50, -3))) for s in (-1, 1) for _ in range(60)] + [0.5, -0.5, 1.0, -1.0, math.nextafter(0.5, 1), math.sqrt(0.5)]
slopes = [rng.uniform(-2, 2) for _ in range(200)] + [any_double(-40, 60) for _ in range(150)] + [any_double(300, 1023) for _ in range(20)]
slopes += [(c + 0.5) / 64 for c in range(70)] + [1.0, -1.0, 1 / 16, math.nextafter(1, 2)]
powers = [rng.uniform(-2, 2) for _ in range(200)] + [rng.uniform(-30, 30) for _ in range(100)] + [rng.uniform(-710, 710) for _ in range(100)]
powers += [any_double(-40, 3) for _ in range(100)] + [1.0, -1.0, 710.4, 709.9, 22.0, 0.5]
positive = [abs(any_double(-1022, 1023)) for _ in range(200)] + [rng.uniform(0.5, 2) for _ in range(150)] + [10.0**k for k in range(-5, 23)]
positive += [1 + any_double(-50, -8) for _ in range(100)] + [5e-324, 2.0, math.sqrt(0.5), math.sqrt(2)]

golden = {
    "made_by": "tests/golden/mpmath/make_trigonometry.py",
    "mpmath": mpmath.__version__,
    "sin": case(mpmath.sin, angles),
    "cos": case(mpmath.cos, angles),
    "tan": case(mpmath.tan, angles),
    "asin": case(mpmath.asin, ratios),
    "acos": case(mpmath.acos, [x for x in ratios if x != 1]),
    "atan": case(mpmath.atan, slopes),
    "sinh": case(mpmath.sinh, powers),
    "cosh": case(mpmath.cosh, powers),
    "tanh": case(mpmath.tanh, powers),
    "log10": case(mpmath.log10, [x for x in positive if x != 1]),
}
path = pathlib.Path(__file__).parent / "trigonometry.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
