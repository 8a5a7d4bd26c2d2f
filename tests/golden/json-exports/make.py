"""JSON texts as pandas, DuckDB and Python's json write them: `python make.py` (needs pandas and duckdb) writes exports.json beside this file.

Eight made hourly bars, one of them with missing values. Each export has its text and what it must read back to; columns are base64 of
little-endian doubles, times are epoch milliseconds. pandas writes 15 digits at most, so prices have few.
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
rng = np.random.default_rng(11)
close = np.round(100 * np.exp(np.cumsum(rng.normal(0, 0.01, rows))), 4)
open_ = np.round(np.concatenate([[100.0], close[:-1]]), 4)
table = pd.DataFrame(
    {
        "Open": open_,
        "High": np.round(np.maximum(open_, close) * 1.001, 4),
        "Low": np.round(np.minimum(open_, close) / 1.001, 4),
        "Close": close,
        "Volume": np.round(rng.lognormal(3, 2, rows), 8),
    },
    index=index,
)
table.iloc[5] = np.nan
exports = {}


def encode(values):
    return base64.b64encode(struct.pack(f"<{rows}d", *values)).decode()


def add(name, text):
    exports[name] = text


named = table.rename_axis("date").reset_index()
for unit in ["s", "ms", "us", "ns"]:
    add(f"pandas, records, epoch {unit}", named.to_json(orient="records", date_format="epoch", date_unit=unit))
add("pandas, records, ISO", named.to_json(orient="records", date_format="iso"))
add("pandas, records, ISO, UTC", table.set_index(index.tz_localize("UTC")).rename_axis("date").reset_index().to_json(orient="records", date_format="iso"))
add("pandas, records, lines", named.to_json(orient="records", lines=True, date_format="epoch", date_unit="ms"))
for orient in ["columns", "index", "split"]:
    add(f"pandas, {orient}, epoch ms", table.to_json(orient=orient, date_format="epoch", date_unit="ms"))
    add(f"pandas, {orient}, ISO", table.to_json(orient=orient, date_format="iso"))
    add(f"pandas, {orient}, row numbers", named.to_json(orient=orient, date_format="iso"))
add("pandas, columns, indented", table.to_json(indent=2, date_format="iso"))
add("pandas, values", named.to_json(orient="values", date_format="epoch", date_unit="ms"))
milliseconds = [int(stamp.timestamp() * 1000) for stamp in index.tz_localize("UTC")]
lists = [[at, *row] for at, row in zip(milliseconds, table.values.tolist())]
add("Python, lists, NaN", json.dumps(lists))
add("Python, records, NaN", json.dumps([dict(zip(["timestamp", *table.columns], row)) for row in lists]))
add("Python, columns, NaN", json.dumps({"timestamp": milliseconds, **table.to_dict("list")}))
with tempfile.TemporaryDirectory() as folder:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    bars = table.rename_axis("ts").reset_index()
    bars.columns = [name.lower() for name in bars.columns]
    bars = bars.astype(object).where(bars.notna(), None).astype({"ts": "datetime64[us]"}).astype({name: "Float64" for name in bars.columns[1:]})
    connection.register("bars", bars)
    for name, form in (("lines", "FORMAT JSON"), ("list", "FORMAT JSON, ARRAY true")):
        path = pathlib.Path(folder) / "bars.json"
        connection.execute(f"COPY bars TO '{path}' ({form})")
        add(f"DuckDB, {name}", path.read_text())

golden = {
    "made_by": "tests/golden/json-exports/make.py",
    "pandas": pd.__version__,
    "duckdb": duckdb.__version__,
    "openTimeMs": encode(milliseconds),
    "columns": {name.lower(): encode(table[name]) for name in table.columns},
    "exports": exports,
}
(here / "exports.json").write_text(json.dumps(golden, indent=1) + "\n")
