"""What run.ts does, by pandas: python peer.py <file> [resample]. Prints JSON."""

import json
import sys
import time

import pandas as pd

path = sys.argv[1]


def read():
    if path.endswith((".csv", ".gz")):
        return pd.read_csv(path, parse_dates=["time"], index_col="time")
    return pd.read_json(path, lines=path.endswith("ndjson"))


def timed(work):
    start = time.perf_counter()
    value = work()
    return round((time.perf_counter() - start) * 1000), value


def status(field):
    """Kilobytes of this process alone, as Linux counts them."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(field))


before = status("VmRSS")
elapsed, bars = timed(read)
if len(sys.argv) < 3:
    peak = status("VmHWM") - before
    print(json.dumps({"pandas": pd.__version__, "rows": len(bars), "ms": elapsed, "peakRssMB": round(peak / 1000, 1)}))
else:
    how = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    hour, hours = timed(lambda: bars.resample("1h").agg(how))
    local = bars.tz_convert("America/New_York")
    day, _ = timed(lambda: local.resample("1D").agg(how))
    left = pd.DataFrame({"at": bars.index + pd.Timedelta(minutes=1)})
    right = hours.assign(at=hours.index + pd.Timedelta(hours=1))
    join, _ = timed(lambda: pd.merge_asof(left, right, on="at"))
    csv, _ = timed(lambda: bars.to_csv())
    print(json.dumps({"1h ms": hour, "1d New York ms": day, "merge_asof ms": join, "to_csv ms": csv}))
