"""Hour, weekday and month of UTC times on a circle: `python make_calendar.py` writes calendar.json beside this file.

The calendar is Python's datetime, sine and cosine are mpmath's to 50 digits, rounded to the nearest double. Doubles are base64 of their
little-endian bytes.
"""
import base64
import json
import pathlib
import platform
import random
import struct
from datetime import datetime, timedelta, timezone

import mpmath

mpmath.mp.dps = 50
rng = random.Random(24712)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


edges = [
    datetime(year, month, day, hour, minute, second, ms * 1000, tzinfo=timezone.utc)
    for year in (1899, 1900, 1969, 1970, 1999, 2000, 2023, 2024, 2100, 2400)
    for month, day in ((1, 1), (2, 28), (3, 1), (12, 31))
    for hour, minute, second, ms in ((0, 0, 0, 0), (23, 59, 59, 999))
]
edges += [datetime(year, 2, 29, 12, tzinfo=timezone.utc) for year in (1904, 1972, 2000, 2024, 2400)]
drawn = [EPOCH + timedelta(milliseconds=rng.randrange(-2 * 10**12, 10**13)) for _ in range(600)]
hours = [datetime(2026, 2, 27, tzinfo=timezone.utc) + timedelta(hours=k) for k in range(24 * 9)]
times = sorted({*edges, *drawn, *hours})

turns = {
    "hour": [mpmath.mpf(t.hour) / 24 for t in times],
    "weekday": [mpmath.mpf(t.weekday()) / 7 for t in times],
    "month": [mpmath.mpf(t.month - 1) / 12 for t in times],
}
# sinpi and cospi take the angle in half turns, so that whole quarters are exact.
golden = {
    "made_by": "tests/golden/mpmath/make_calendar.py",
    "versions": {"python": platform.python_version(), "mpmath": mpmath.__version__},
    "timeMs": encode([(t - EPOCH) / timedelta(milliseconds=1) for t in times]),
}
for part, values in turns.items():
    golden[f"{part}_sin"] = encode([float(mpmath.sinpi(2 * x)) for x in values])
    golden[f"{part}_cos"] = encode([float(mpmath.cospi(2 * x)) for x in values])
(pathlib.Path(__file__).parent / "calendar.json").write_text(json.dumps(golden, indent=1) + "\n")
