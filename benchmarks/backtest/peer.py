"""The peers' side of run.ts: reads lines `case bars` and answers with milliseconds of one warm run, its fills or trades, and the final equity.

    pip install vectorbt==1.2.0 backtesting==0.6.6
"""
import json
import sys
import time
import warnings

import backtesting
import numpy as np
import pandas as pd
import vectorbt as vbt

warnings.filterwarnings("ignore")
backtesting.backtesting._tqdm = lambda rows, **_: rows


def market(length):
    rng = np.random.default_rng(1)
    close = 100 * np.cumprod(1 + 0.0005 * rng.standard_normal(length))
    opened = np.concatenate([[100.0], close[:-1]])
    index = pd.date_range("2020-01-01", periods=length, freq="min")
    frame = pd.DataFrame({"Open": opened, "High": np.maximum(opened, close), "Low": np.minimum(opened, close), "Close": close, "Volume": 1000.0}, index=index)
    return frame, frame["Close"].rolling(10).mean(), frame["Close"].rolling(50).mean()


MARKETS = {}


def given(length):
    if length not in MARKETS:
        MARKETS[length] = market(length)
    return MARKETS[length]


def run_vectorbt(length, **stops):
    frame, fast, slow = given(length)
    above = (fast > slow).to_numpy()
    entries, exits = np.zeros(length, bool), np.zeros(length, bool)
    entries[1:], exits[1:] = above[:-1], ~above[:-1]
    start = time.perf_counter()
    portfolio = vbt.Portfolio.from_signals(
        frame["Close"], entries, exits, open=frame["Open"], high=frame["High"], low=frame["Low"], price=frame["Open"],
        fees=0.0005, slippage=0.0005, init_cash=10_000.0, freq="1min", **stops,
    )
    equity = portfolio.value()
    trades = portfolio.trades.records
    return (time.perf_counter() - start) * 1000, len(trades), float(equity.iloc[-1])


class Cross(backtesting.Strategy):
    def init(self):
        self.fast = self.I(lambda: FAST, name="fast")
        self.slow = self.I(lambda: SLOW, name="slow")

    def next(self):
        up = self.fast[-1] > self.slow[-1]
        if up and not self.position:
            self.buy()
        elif not up and self.position:
            self.position.close()


def run_backtesting(length):
    global FAST, SLOW
    frame, fast, slow = given(length)
    FAST, SLOW = fast.to_numpy(), slow.to_numpy()
    start = time.perf_counter()
    stats = backtesting.Backtest(frame, Cross, cash=10_000_000, commission=0.0005).run()
    return (time.perf_counter() - start) * 1000, int(stats["# Trades"]), float(stats["Equity Final [$]"])


CASES = {
    "signals": lambda length: run_vectorbt(length),
    "stops": lambda length: run_vectorbt(length, sl_stop=0.003, tp_stop=0.006),
    "events": run_backtesting,
}

print(json.dumps({"vectorbt": vbt.__version__, "backtesting": backtesting.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    case, length = line.split()
    ms, count, end = CASES[case](int(length))
    print(json.dumps({"ms": ms, "count": count, "end": end}), flush=True)
