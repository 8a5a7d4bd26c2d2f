"""ln Gamma and digamma by mpmath to 60 digits: `python make_gamma.py` writes gamma.json beside this file.

Arguments and the doubles nearest to the true results, as base64 of their little-endian bytes.
"""
import base64
import json
import pathlib
import random
import struct

import mpmath
from mpmath import mp, mpf

mp.dps = 60
rng = random.Random(20261121)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


x = [0.5, 1.0, 1.025, 1.5, 2.0, 2.5, 9.999999, 10.0, 250.5, 1e-3, 1e6, 1e15]
x += [10 ** rng.uniform(-3, 6) for _ in range(150)] + [rng.uniform(0.5, 12) for _ in range(150)]
document = {
    "reference": f"mpmath {mpmath.__version__}",
    "count": len(x),
    "x": encode(x),
    "logGamma": encode([float(mpmath.loggamma(mpf(v))) for v in x]),
    "digamma": encode([float(mpmath.digamma(mpf(v))) for v in x]),
}
(pathlib.Path(__file__).parent / "gamma.json").write_text(json.dumps(document, indent=0) + "\n")
