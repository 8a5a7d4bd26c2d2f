"""The normal quantile by mpmath to 60 digits: `python make_normal_quantile.py` writes normal-quantile.json beside this file.

For each share p the double nearest to √2 · erfinv(2p − 1). Doubles are base64 of their little-endian bytes.
"""
import base64
import json
import math
import pathlib
import random
import struct

import mpmath

mpmath.mp.dps = 60
rng = random.Random(241)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def quantile(p):
    """Newton's method on Φ from the asymptotic start, which erfinv's own does not reach in far tails."""
    p = mpmath.mpf(p)
    tail = min(p, 1 - p)
    if tail == mpmath.mpf(1) / 2:
        return 0.0
    x = mpmath.sqrt(-2 * mpmath.log(tail)) if tail < mpmath.mpf("0.1") else (mpmath.mpf(1) / 2 - tail) * mpmath.sqrt(2 * mpmath.pi)
    for _ in range(200):
        step = (mpmath.erfc(x / mpmath.sqrt(2)) / 2 - tail) / mpmath.npdf(x)
        x += step
        if abs(step) < mpmath.mpf(10) ** -50:
            break
    return float(-x if p < 0.5 else x)


shares = (
    [rng.uniform(0, 1) for _ in range(400)]
    + [math.ldexp(rng.uniform(1, 2), -rng.randint(3, 60)) for _ in range(200)]
    + [1 - math.ldexp(rng.uniform(1, 2), -rng.randint(3, 50)) for _ in range(200)]
    + [0.5 + rng.choice((-1, 1)) * math.ldexp(1, -k) for k in range(2, 53)]
    + [0.075, 0.925, math.nextafter(0.075, 0), math.nextafter(0.925, 1), 0.5, 1e-300, 5e-324, 1e-7, 0.025, 0.975, math.nextafter(1, 0)]
    + [math.exp(-25), math.nextafter(math.exp(-25), 0)]
)
golden = {
    "made_by": "tests/golden/mpmath/make_normal_quantile.py",
    "mpmath": mpmath.__version__,
    "p": encode(shares),
    "x": encode([quantile(p) for p in shares]),
}
(pathlib.Path(__file__).parent / "normal-quantile.json").write_text(json.dumps(golden, indent=1) + "\n")
