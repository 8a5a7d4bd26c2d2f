"""Writes resample.json: bars of a longer timeframe and as-of joins by pandas. Usage: python make.py (needs pandas)

Made lower bars with gaps and missing values, over the days on which New York and Berlin change their clocks, and by days that begin at 17:00.
Columns are base64 of little-endian doubles, times are epoch milliseconds.
"""

import base64
import json
import pathlib

import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent
random = np.random.default_rng(23)
PRICES = {"open": "first", "high": "max", "low": "min", "close": "last"}


def encode(values):
    return base64.b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


def ms(index):
    return (index.tz_convert("UTC") - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(milliseconds=1)


def made_bars(start, end, freq, gaps):
    """A walk with two decimals; every 41st row is missing throughout, and single volumes are."""
    index = pd.date_range(start, end, freq=freq, tz="UTC", inclusive="left")
    rows = len(index)
    close = np.round(100 * np.exp(np.cumsum(random.normal(0, 0.004, rows))), 2)
    open_ = np.round(np.concatenate([[100.0], close[:-1]]) + random.normal(0, 0.03, rows), 2)
    bars = pd.DataFrame(
        {
            "open": open_,
            "high": np.maximum(open_, close) + np.round(np.abs(random.normal(0, 0.2, rows)), 2),
            "low": np.minimum(open_, close) - np.round(np.abs(random.normal(0, 0.2, rows)), 2),
            "close": close,
            "volume": random.lognormal(3, 3, rows),
            "trades": np.round(random.lognormal(3, 1, rows)),
        },
        index=index,
    )
    bars.iloc[40::41] = np.nan
    bars.iloc[7::97, 4] = np.nan
    keep = np.ones(rows, dtype=bool)
    for _ in range(gaps):
        at = int(random.integers(1, rows - 1))
        keep[at : at + int(random.integers(1, 30))] = False
    return bars[keep]


def frame(bars):
    return {"timeMs": encode(ms(bars.index)), **{name: encode(bars[name]) for name in bars.columns}}


def aggregated(groups):
    """Every bar that holds at least one lower bar, also when its values are missing."""
    made = groups.agg(PRICES).join(groups[["volume", "trades"]].sum(min_count=1))
    return made[groups.size() > 0]


def resampled(bars, rule, zone="UTC"):
    origin = {"origin": "epoch"} if rule.endswith(("min", "h")) else {}
    return aggregated(bars.tz_convert(zone).resample(rule, label="left", closed="left", **origin))


def within(bars, *spans):
    return bars[np.logical_or.reduce([(bars.index >= a) & (bars.index < b) for a, b in spans])]


hours = within(
    made_bars("2024-03-01", "2024-11-10", "1h", 40),
    ("2024-03-05", "2024-04-14"),
    ("2024-09-05", "2024-09-11"),
    ("2024-10-24", "2024-11-10"),
)
minutes = made_bars("2024-03-09", "2024-03-12 05:00", "5min", 15)
days = made_bars("2022-06-01", "2024-03-01", "1D", 0)
sources = {"hours": (hours, "1h"), "minutes": (minutes, "5m"), "days": (days, "1d")}
cases = []


def add(source, timeframe, rule, zone="UTC"):
    made = resampled(sources[source][0], rule, zone)
    cases.append({"source": source, "timeframe": timeframe, "timeZone": zone, "dayStart": "00:00", **frame(made)})


for timeframe, rule in [("10m", "10min"), ("15m", "15min"), ("30m", "30min"), ("1h", "1h"), ("4h", "4h"), ("1d", "1D")]:
    add("minutes", timeframe, rule)
for timeframe, rule in [("2h", "2h"), ("4h", "4h"), ("12h", "12h"), ("1d", "1D"), ("1w", "W-MON"), ("1M", "MS"), ("3M", "QS")]:
    add("hours", timeframe, rule)
for timeframe, rule in [("1w", "W-MON"), ("1M", "MS"), ("3M", "QS"), ("12M", "YS")]:
    add("days", timeframe, rule)
for zone in ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe", "America/Santiago"]:
    for timeframe, rule in [("1d", "1D"), ("1w", "W-MON"), ("1M", "MS")]:
        # Where clocks are half an hour off, an hour can reach across midnight.
        add("minutes" if "Lord_Howe" in zone else "hours", timeframe, rule, zone)

# Days that begin at 17:00 in New York: the wall clock is moved ahead by seven hours, so that midnight begins them.
wall = hours.tz_convert("America/New_York").tz_localize(None)
for timeframe, rule in [("1d", "D"), ("1w", "W-SUN"), ("1M", "M")]:
    period = (wall.index + pd.Timedelta(hours=7)).to_period(rule)
    made = aggregated(hours.groupby(period))
    begins = made.index.start_time - pd.Timedelta(hours=7)
    made.index = begins.tz_localize("America/New_York")
    cases.append({"source": "hours", "timeframe": timeframe, "timeZone": "America/New_York", "dayStart": "17:00", **frame(made)})

# As-of joins of closes: what each 5-minute bar may know of hours when it closes.
hourly = resampled(minutes, "1h")
left = pd.DataFrame({"at": minutes.index + pd.Timedelta(minutes=5)})
right = hourly.assign(at=hourly.index + pd.Timedelta(hours=1))
joined = pd.merge_asof(left, right, on="at", direction="backward")

golden = {
    "made_by": "tests/golden/pandas-resample/make.py",
    "pandas": pd.__version__,
    "numpy": np.__version__,
    "sources": {name: {"timeframe": timeframe, **frame(bars)} for name, (bars, timeframe) in sources.items()},
    "cases": cases,
    "joined": {name: encode(joined[name]) for name in right.columns.drop("at")},
}
(here / "resample.json").write_text(json.dumps(golden, indent=1) + "\n")
