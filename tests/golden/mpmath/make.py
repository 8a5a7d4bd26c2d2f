"""exp and log by mpmath to 60 digits: `python make.py` writes exponential.json beside this file.

For each argument x: `value`, the double nearest to the true result, and `rest`, what is left of the true result, in units in the last
place of `value`. Doubles are base64 of their little-endian bytes.
"""
import base64
import json
import math
import pathlib
import random
import struct

import mpmath

mpmath.mp.dps = 60
rng = random.Random(20240301)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def any_double(low_exponent, high_exponent):
    return math.ldexp(rng.uniform(1, 2), rng.randint(low_exponent, high_exponent))


def nearest_double(true):
    """Round to nearest also where results are subnormal, which float(mpf) does correctly by way of an exact ratio."""
    return float(true) if abs(true) > 1e-300 else math.ldexp(float(mpmath.nint(mpmath.ldexp(true, 1074))), -1074)


def case(function, arguments):
    values, rests = [], []
    for x in arguments:
        true = function(mpmath.mpf(x))
        value = nearest_double(true)
        values.append(value)
        rests.append(float((true - mpmath.mpf(value)) / mpmath.mpf(math.ulp(value))))
    return {"x": encode(arguments), "value": encode(values), "rest": encode(rests)}


exp_arguments = (
    [rng.uniform(-745, 709.7) for _ in range(500)]
    + [rng.uniform(-2, 2) for _ in range(500)]
    + [rng.choice((-1, 1)) * any_double(-60, -5) for _ in range(250)]
    + [rng.uniform(-745.1, -708.4) for _ in range(100)]
    + [(k + 0.5) * math.log(2) / 128 for k in range(-100, 100)]
    + [1.0, -1.0, 709.782712893384, -745.1332191019411, -708.3964185322641, 5e-324, -5e-324, 0.1, -0.1, 30.0]
)
log_arguments = (
    [any_double(-1022, 1023) for _ in range(500)]
    + [rng.uniform(0.5, 2) for _ in range(500)]
    + [1 + rng.choice((-1, 1)) * any_double(-50, -8) for _ in range(300)]
    + [(c + 0.5) / 128 * (1 + rng.uniform(-1e-12, 1e-12)) for c in range(90, 182)]
    + [5e-324, 2.5e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 0.5, 2.0, 10.0, math.sqrt(2), math.sqrt(0.5), 0.1]
    + [math.nextafter(1, 0), math.nextafter(1, 2)]
)
golden = {
    "made_by": "tests/golden/mpmath/make.py",
    "mpmath": mpmath.__version__,
    "exp": case(mpmath.exp, exp_arguments),
    "log": case(mpmath.log, log_arguments),
}
path = pathlib.Path(__file__).parent / "exponential.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
