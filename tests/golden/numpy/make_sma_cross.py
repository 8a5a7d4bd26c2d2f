"""Golden backtest: moving averages of 50 and 200 days crossing on the S&P 500, long only, with numpy and nothing else.

    pip install numpy arch==8.0.0
    python make_sma_cross.py [folder]

Writes sma-cross.json beside this file or into the folder. Decided at a close, filled at the next day's open; all in, all out; a fee of
0.1 % of the traded value and prices 0.05 % worse than the open. The data are those of examples/data/sp500-1d.csv.
"""
import json
import pathlib
import sys

import arch
import numpy as np
from arch.data import sp500

FEE, SLIP, CAPITAL = 0.001, 0.0005, 10_000.0

frame = sp500.load()
open_, close = frame["Open"].to_numpy(), frame["Close"].to_numpy()
days = [str(day.date()) for day in frame.index]


def average(bars):
    return np.array([np.nan if i + 1 < bars else close[i + 1 - bars : i + 1].mean() for i in range(len(close))])


above = average(50) > average(200)
first = 199  # the first day both averages are known: the account's first row
cash, units = CAPITAL, 0.0
fills, equity = [], []
for day in range(first, len(close)):
    if day > first and above[day - 1] and units == 0:
        price = open_[day] * (1 + SLIP)
        units = cash / (price * (1 + FEE))
        cash = 0.0
        fills.append([days[day], "buy", units, price])
    elif day > first and not above[day - 1] and units > 0:
        price = open_[day] * (1 - SLIP)
        cash = units * price * (1 - FEE)
        fills.append([days[day], "sell", units, price])
        units = 0.0
    equity.append(cash + units * close[day])

equity = np.array(equity)
returns = np.diff(equity) / equity[:-1]
held = CAPITAL / (open_[first + 1] * (1 + SLIP) * (1 + FEE)) * close[first + 1 :]
made = {
    "madeBy": {"script": "make_sma_cross.py", "numpy": np.__version__, "arch": arch.__version__},
    "firstDay": days[first],
    "fee": FEE,
    "slippage": SLIP,
    "capital": CAPITAL,
    "fills": fills,
    "finalEquity": equity[-1],
    "equityEvery100Days": equity[::100].tolist(),
    "maxDrawdown": float((equity / np.maximum.accumulate(equity) - 1).min()),
    "dailySharpe": float(returns.mean() / returns.std(ddof=1)),
    "buyAndHold": held[-1],
}
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
(folder / "sma-cross.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
