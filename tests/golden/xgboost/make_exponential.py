"""Stores what the C library's expf and logf give, as the bits of float32 numbers.

    python make_exponential.py [output file]

Needs numpy and glibc 2.28 or later on x86-64.
"""

import ctypes
import json
import pathlib
import platform
import sys

import numpy as np

OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / 'exponential.json'
libm = ctypes.CDLL('libm.so.6')
for name in ('expf', 'logf'):
    getattr(libm, name).restype = ctypes.c_float
    getattr(libm, name).argtypes = [ctypes.c_float]


def bits(values):
    return np.asarray(values, dtype=np.float32).view(np.uint32).tolist()


rng = np.random.default_rng(3)
powers = [rng.normal(size=1500) * 4, rng.uniform(-104, 89, 200), [0, -0.0, 1, -1, 88.7, -87.3, -103.9, 1e-40, 88.73, -104]]
logs = [np.exp(rng.normal(size=900) * 3), rng.uniform(0.5, 1.5, 800), [1, 1e-45, 1e-40, 3.4e38, 1.17549435e-38, 0.7, 1.4]]
x = np.concatenate(powers).astype(np.float32)
y = np.concatenate(logs).astype(np.float32)
document = {
    'glibc': platform.libc_ver()[1],
    'exp': {'x': bits(x), 'value': bits([libm.expf(float(v)) for v in x])},
    'log': {'x': bits(y), 'value': bits([libm.logf(float(v)) for v in y])},
}
OUT.write_text(json.dumps(document) + '\n')
