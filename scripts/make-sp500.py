"""Writes examples/data/sp500-1d.csv: daily S&P 500 bars, 1999-2018, as bundled in the PyPI package arch.

    pip install arch==8.0.0
    python scripts/make-sp500.py

Prices are the package's raw open, high, low and close, each in its shortest decimal form that reads back as the
same double. The package's adjusted close equals its close on every row (an index has no splits or dividends), which
is checked here, so it is left out.
"""

import hashlib
import sys
from pathlib import Path

import arch
from arch.data import sp500

EXPECTED_ARCH = "8.0.0"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "examples" / "data"
    if arch.__version__ != EXPECTED_ARCH:
        sys.exit(f"make-sp500: need arch {EXPECTED_ARCH}, found {arch.__version__}")
    table = sp500.load()
    if not (table["Adj Close"] == table["Close"]).all():
        sys.exit("make-sp500: adjusted and raw close differ")
    lines = ["time,open,high,low,close,volume"]
    for date, row in zip(table.index, table[["Open", "High", "Low", "Close", "Volume"]].itertuples(index=False)):
        prices = ",".join(repr(float(value)) for value in row[:4])
        lines.append(f"{date.strftime('%Y-%m-%d')},{prices},{int(row[4])}")
    text = "\n".join(lines) + "\n"
    path = folder / "sp500-1d.csv"
    path.write_bytes(text.encode("ascii"))
    print(f"{path}: {len(lines) - 1} rows, sha256 {hashlib.sha256(text.encode('ascii')).hexdigest()}")


if __name__ == "__main__":
    main()
