"""CSV texts as pandas and DuckDB write them: `python make.py` (needs pandas and duckdb) writes exports.json beside this file.

Eight made hourly bars, one of them with missing values. Each export has its text and what it must read back to; columns are base64 of
little-endian doubles, times are epoch milliseconds.
"""
import base64
import json
import pathlib
import struct
import tempfile

import duckdb
import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent
rows = 8
index = pd.date_range("2024-03-08 22:00", periods=rows, freq="h")
rng = np.random.default_rng(7)
close = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, rows)))
open_ = np.concatenate([[100.0], close[:-1]])
table = pd.DataFrame(
    {
        "Open": open_,
        "High": np.maximum(open_, close) * 1.001,
        "Low": np.minimum(open_, close) / 1.001,
        "Close": close,
        "Volume": rng.lognormal(3, 2, rows),
    },
    index=index,
)
table.iloc[5] = np.nan
table.iloc[3, 4] = 1e-7 / 3


def encode(values):
    return base64.b64encode(struct.pack(f"<{rows}d", *values)).decode()


def times(stamps):
    return encode([stamp.timestamp() * 1000 for stamp in stamps])


utc = index.tz_localize("UTC")
columns = {name.lower(): encode(table[name]) for name in table.columns}
exports = {}


def add(name, text, stamps=utc):
    exports[name] = {"text": text, "openTimeMs": times(stamps)}


add("pandas, unnamed index", table.to_csv())
add("pandas, index named date, UTC", table.set_index(utc).rename_axis("date").to_csv())
eastern = pd.date_range("2024-03-09 22:00", periods=rows, freq="h", tz="America/New_York")
add("pandas, New York over the start of summer time", table.set_index(eastern).rename_axis("Datetime").to_csv(), eastern)
add("pandas, row numbers before the time", table.rename_axis("timestamp").reset_index().to_csv())
add("pandas, without index, semicolons, CRLF", table.rename_axis("time").reset_index().to_csv(index=False, sep=";", lineterminator="\r\n"))
add("pandas, NaN spelled out, tabs, quoted", table.rename_axis("time").to_csv(na_rep="NaN", sep="\t", quoting=1))
add("pandas, nanoseconds", table.set_index(index.astype("datetime64[ns]").astype("int64")).rename_axis("timestamp").to_csv())
add("pandas, float seconds", table.set_index(index.astype("datetime64[s]").astype("int64") * 1.0).rename_axis("time").to_csv())
two_levels = table.copy()
two_levels.columns = pd.MultiIndex.from_tuples([(name, "SPY") for name in table.columns], names=["Price", "Ticker"])
add("pandas, two header levels like yfinance", two_levels.rename_axis("Date").to_csv())
with tempfile.TemporaryDirectory() as folder:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    bars = table.rename_axis("ts").reset_index()
    bars.columns = [name.lower() for name in bars.columns]
    bars = bars.astype(object).where(bars.notna(), None).astype({"ts": "datetime64[us]"}).astype({name: "Float64" for name in bars.columns[1:]})
    connection.register("bars", bars)
    for name, time in (("TIMESTAMP", "ts"), ("TIMESTAMPTZ", "ts::TIMESTAMPTZ AS ts"), ("epoch_us", "epoch_us(ts) AS timestamp")):
        path = pathlib.Path(folder) / "bars.csv"
        connection.execute(f"COPY (SELECT {time}, open, high, low, close, volume FROM bars) TO '{path}' (HEADER)")
        add(f"DuckDB, {name}", path.read_text())

golden = {
    "made_by": "tests/golden/csv-exports/make.py",
    "pandas": pd.__version__,
    "duckdb": duckdb.__version__,
    "columns": columns,
    "exports": exports,
}
(here / "exports.json").write_text(json.dumps(golden, indent=1) + "\n")
