"""Writes over-time.json: features over longer bars, across names, against a benchmark and by sessions, by pandas. Usage: python make.py (needs pandas and TA-Lib)

Longer bars: 15-minute bars with gaps and missing values over the days on which New York changes its clocks, resampled, computed on, and joined to the bars by
close times (merge_asof). Across names: groupby(time) with ranks, means and population deviations. Benchmark: a second market with bars missing, joined likewise, and
covariances window by window. Sessions: written out date by date with zone-aware timestamps. Columns are base64 of little-endian doubles, times are epoch milliseconds.
"""

import base64
import json
import pathlib
from importlib.metadata import version

import numpy as np
import pandas as pd
import talib

here = pathlib.Path(__file__).parent
random = np.random.default_rng(61)
STEP = pd.Timedelta(minutes=15)
PRICES = {"open": "first", "high": "max", "low": "min", "close": "last"}


def encode(values):
    return base64.b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


def ms(index):
    return (pd.DatetimeIndex(index).tz_convert("UTC") - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(milliseconds=1)


def encoded(columns):
    return {name: encode(values) for name, values in columns.items()}


def made_bars(start, end, share_missing, gaps):
    index = pd.date_range(start, end, freq="15min", tz="UTC", inclusive="left")
    rows = len(index)
    close = np.round(100 * np.exp(np.cumsum(random.normal(0, 0.004, rows))), 2)
    open_ = np.round(np.concatenate([[100.0], close[:-1]]) + random.normal(0, 0.03, rows), 2)
    bars = pd.DataFrame(
        {
            "open": open_,
            "high": np.maximum(open_, close) + np.round(np.abs(random.normal(0, 0.2, rows)), 2),
            "low": np.minimum(open_, close) - np.round(np.abs(random.normal(0, 0.2, rows)), 2),
            "close": close,
            "volume": np.round(random.lognormal(3, 1, rows)),
        },
        index=index,
    )
    bars[random.random(rows) < share_missing] = np.nan
    keep = np.ones(rows, dtype=bool)
    for _ in range(gaps):
        at = int(random.integers(1, rows - 1))
        keep[at : at + int(random.integers(1, 20))] = False
    return bars[keep]


def joined(base, columns, closes):
    """The columns' last row whose close is not after the close of the base bar."""
    left = pd.DataFrame({"at": base.index + STEP})
    right = columns.assign(at=closes).sort_values("at")
    return pd.merge_asof(left, right, on="at", direction="backward").drop(columns="at")


def longer(base, groups, closes):
    """Complete bars of a longer timeframe and when they close."""
    made = groups.agg(PRICES).join(groups["volume"].sum(min_count=1))
    made = made[groups.size() > 0]
    closes = closes(made.index)
    # The bar that the history has not completed is unknown to every row, and merge_asof leaves it out by its close.
    return made, closes


def columns_of(bars):
    return pd.DataFrame(
        {
            "rsi_14": talib.RSI(bars["close"].to_numpy(), 14),
            "price_change_5": bars["close"] / bars["close"].shift(5) - 1,
            "range": bars["high"] - bars["low"],
        },
        index=bars.index,
    )


def higher_case():
    base = made_bars("2024-03-05 03:30", "2024-03-16", 0.01, 30)
    found = {}
    for name in ("1h", "4h"):
        length = pd.Timedelta(name)
        bars, closes = longer(base, base.groupby(base.index.floor(name)), lambda index: index + length)
        for column, values in joined(base, columns_of(bars), closes).items():
            found[f"{column}_{name}"] = values
    # Days of New York that begin at 17:00: seven hours on, they are dates.
    dates = (base.index.tz_convert("America/New_York").tz_localize(None) + pd.Timedelta(hours=7)).normalize()
    day_end = lambda index: (index + pd.Timedelta(hours=17)).tz_localize("America/New_York").tz_convert("UTC")
    bars, closes = longer(base, base.groupby(dates), day_end)
    days = pd.DataFrame({"price_change_1": bars["close"] / bars["close"].shift(1) - 1, "range": bars["high"] - bars["low"]})
    for column, values in joined(base, days, closes).items():
        found[f"{column}_1d"] = values
    return base, {"timeMs": encode(ms(base.index)), "bars": encoded(base), "columns": encoded(found)}


def benchmark_case(base):
    benchmark = made_bars(base.index[0] - 40 * STEP, base.index[-1] + STEP, 0, 40)
    close = joined(base, benchmark[["close"]], benchmark.index + STEP)["close"].to_numpy()
    whole = base["close"].ffill()
    own = (whole / whole.shift(1) - 1).to_numpy()
    other = close / np.concatenate([[np.nan], close[:-1]]) - 1
    found = {}
    for n in (10, 40):
        correlation, beta, alpha = (np.full(len(own), np.nan) for _ in range(3))
        for i in range(n, len(own)):
            y, x = own[i - n + 1 : i + 1], other[i - n + 1 : i + 1]
            if np.isnan(x).any():
                continue
            # A window in which the benchmark has no bar has no spread: the library says 0.
            flat = (x == x[0]).all()
            correlation[i] = 0.0 if flat else np.corrcoef(x, y)[0, 1]
            beta[i] = 0.0 if flat else np.cov(x, y)[0, 1] / np.var(x, ddof=1)
            alpha[i] = y.mean() - beta[i] * x.mean()
        growth = lambda x: x / np.concatenate([np.full(n, np.nan), x[:-n]])
        found[f"benchmark_correlation_{n}"] = correlation
        found[f"beta_{n}"] = beta
        found[f"alpha_{n}"] = alpha
        found[f"benchmark_residual_{n}"] = own - alpha - beta * other
        found[f"relative_strength_{n}"] = growth(whole.to_numpy()) / growth(close) - 1
    return {
        "close": encode(whole),
        "benchmark": {"timeMs": encode(ms(benchmark.index)), **encoded(benchmark)},
        "aligned": encode(close),
        "columns": encoded(found),
    }


def across_case():
    """Seven names: two listed later, two delisted, one in the universe in two stretches; values with ties and holes."""
    times = pd.date_range("2024-01-01", periods=240, freq="1h", tz="UTC")
    lives = {"A": (0, 240), "B": (0, 240), "C": (30, 240), "D": (0, 150), "E": (90, 200), "F": (0, 240), "G": (0, 240)}
    groups = {"A": "x", "B": "x", "C": "x", "D": "y", "E": "y", "F": "y", "G": "z"}
    universe = {name: [{"fromMs": 0}] for name in lives}
    universe["F"] = [
        {"fromMs": float(ms(times)[20]), "toMs": float(ms(times)[60])},
        {"fromMs": float(ms(times)[100]), "toMs": float(ms(times)[230])},
    ]
    rows = []
    for name, (begin, end) in lives.items():
        values = np.round(random.normal(0, 1, 240), 1)
        values[random.random(240) < 0.05] = np.nan
        for i in range(begin, end):
            if random.random() > 0.04:
                rows.append((times[i], name, values[i], groups[name]))
    table = pd.DataFrame(rows, columns=["time", "name", "x", "group"])
    at = ms(table["time"])
    inside = np.array([any(m["fromMs"] <= t < m.get("toMs", np.inf) for m in universe[n]) for n, t in zip(table["name"], at)])
    seen = table.assign(x=table["x"].where(inside))
    found = {}
    for prefix, keys in (("x", ["time"]), ("x_group", ["time", "group"])):
        by = seen.groupby(keys)["x"]
        mean, deviation = by.transform("mean"), by.transform(lambda x: x.std(ddof=0))
        found[f"{prefix}_rank"] = by.rank(pct=True)
        found[f"{prefix}_demeaned"] = seen["x"] - mean
        score = (seen["x"] - mean) / deviation
        # Where all are equal, pandas' mean may differ from them by a rounding.
        flat = (by.transform("min") == by.transform("max")) & seen["x"].notna()
        found[f"{prefix}_z_score"] = score.mask(flat, 0.0)
        found[f"{prefix}_demeaned"] = found[f"{prefix}_demeaned"].mask(flat, 0.0)
    return {
        "groups": groups,
        "universe": universe,
        "names": {
            name: {
                "timeMs": encode(at[(table["name"] == name).to_numpy()]),
                "x": encode(table["x"][table["name"] == name]),
                "columns": {column: encode(values[table["name"] == name]) for column, values in found.items()},
            }
            for name in lives
        },
    }


def session_case(zone, open_, close, weekdays, holidays, early, spans, minutes):
    index = pd.DatetimeIndex(np.concatenate([pd.date_range(a, b, freq=f"{minutes}min", inclusive="left").to_numpy() for a, b in spans])).tz_localize("UTC")
    local = lambda date, time: pd.Timestamp(f"{date.date()} {time}").tz_localize(zone) if time != "24:00" else (date + pd.Timedelta(days=1)).tz_localize(zone)
    dates = [
        date
        for date in pd.date_range(index[0].tz_localize(None).normalize() - pd.Timedelta(days=20), index[-1].tz_localize(None).normalize() + pd.Timedelta(days=60))
        if date.isoweekday() in weekdays and str(date.date()) not in holidays
    ]
    overnight = close != "24:00" and close <= open_
    opens = [local(date - pd.Timedelta(days=1) if overnight else date, open_) for date in dates]
    closes = [local(date, early.get(str(date.date()), close)) for date in dates]
    rows = []
    for at in index:
        k = max(i for i, begin in enumerate(opens) if begin <= at)
        inside = at < closes[k]
        d = k if inside else k + 1
        done = min(1.0, (at - opens[k]) / (closes[k] - opens[k]))
        left = sum(1 for date in dates[d + 1 :] if (date.year, date.month) == (dates[d].year, dates[d].month))
        hour = at.tz_convert(zone).hour
        rows.append(
            {
                "in_session": float(inside),
                "minutes_since_open": (at - opens[k]).total_seconds() / 60,
                "minutes_to_close": (closes[k if inside else k + 1] - at).total_seconds() / 60,
                "session_progress": done,
                "session_phase": 1 + np.floor(3 * done) if inside else 0,
                "session_weekday": dates[d].weekday(),
                "session_day_of_month": dates[d].day,
                "sessions_left_in_month": left,
                "month_end": float(left == 0),
                "days_since_session": (dates[d] - dates[d - 1]).days,
                "days_to_session": (dates[d + 1] - dates[d]).days,
                "local_hour_sin": np.sin(2 * np.pi * hour / 24),
                "local_hour_cos": np.cos(2 * np.pi * hour / 24),
            }
        )
    options = {"timeZone": zone, "open": open_, "close": close, "weekdays": weekdays, "holidays": holidays, "earlyCloses": early}
    return {"session": options, "timeframeMs": minutes * 60_000, "timeMs": encode(ms(index)), "columns": encoded(pd.DataFrame(rows))}


base, higher = higher_case()
nyse = ["2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29", "2024-11-28", "2024-12-25", "2025-01-01"]
weekday = [1, 2, 3, 4, 5]
document = {
    "versions": {name: version(name) for name in ("pandas", "numpy", "TA-Lib")},
    "higher": higher,
    "benchmark": benchmark_case(base),
    "across": across_case(),
    "sessions": [
        session_case("America/New_York", "09:30", "16:00", weekday, nyse, {"2024-11-29": "13:00", "2024-12-24": "13:00"}, [("2024-03-07", "2024-03-13"), ("2024-11-27", "2024-12-03"), ("2024-12-23", "2024-12-31")], 30),
        session_case("America/Chicago", "17:00", "16:00", weekday, [], {}, [("2024-03-08", "2024-03-12"), ("2024-11-01", "2024-11-05")], 60),
        session_case("Europe/Berlin", "00:00", "24:00", [1, 2, 3, 4, 5, 6, 7], [], {}, [("2024-03-30", "2024-04-01"), ("2024-10-26", "2024-10-29")], 30),
    ],
}
(here / "over-time.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
