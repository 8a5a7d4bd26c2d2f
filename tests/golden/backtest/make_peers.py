"""Golden backtests: vectorbt and backtesting.py on cases that both they and barcast can express.

    pip install vectorbt==1.2.0 backtesting==0.6.6
    python make_peers.py [folder [bars.csv ...]]

Writes peers.json beside this file or into the folder. Markets are simulated with whole numbers, so that the tests make the same ones; decisions are written as rows. The S&P 500
is that of examples/data/sp500-1d.csv. Further CSV files (time, open, high, low, close, volume) add random strategies on them; such a file is not committed.
"""
import json
import pathlib
import sys
import warnings

import backtesting
import numpy as np
import pandas as pd
import vectorbt as vbt

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
LONG, OUT, SHORT = 1, 0, -1


def stream(seed):
    """Lehmer's generator: whole numbers below 2**31 - 1."""
    state = seed
    while True:
        state = state * 48271 % 2147483647
        yield state


def simulated(seed, length, gap):
    """Bars in hundredths: the open is off the last close by up to `gap`, the close off the open by up to 60, wicks up to 29."""
    draw = stream(seed)
    price, rows = 10000, []
    for _ in range(length):
        opened = price + next(draw) % (2 * gap + 1) - gap
        price = opened + next(draw) % 121 - 60
        if price < 5000:
            price += 500
        high = max(opened, price) + next(draw) % 30
        low = min(opened, price) - next(draw) % 30
        rows.append([opened / 100, high / 100, low / 100, price / 100, 1000 + next(draw) % 5000])
    return pd.DataFrame(rows, columns=["Open", "High", "Low", "Close", "Volume"], dtype=float)


def read(path):
    frame = pd.read_csv(path)
    return frame.rename(columns=str.capitalize).set_index(pd.to_datetime(frame["time"]))


def crossing(frame):
    """Long when the mean of 50 closes comes above that of 200, out when it comes below: the days of crossing, from the second on which both are known."""
    close = frame["Close"]
    above = (close.rolling(50).mean() > close.rolling(200).mean()).to_numpy()
    return [[i, LONG if above[i] else OUT] for i in range(200, len(close)) if above[i] != above[i - 1]]


def random_decisions(seed, length, sides, every):
    draw = stream(seed)
    return [[row, sides[next(draw) % len(sides)]] for row in range(5, length) if next(draw) % every == 0]


def masks(decisions, length, shift):
    """Entry and exit masks, `shift` bars after the decisions."""
    made = {LONG: np.zeros(length, bool), OUT: np.zeros(length, bool), SHORT: np.zeros(length, bool)}
    for row, side in decisions:
        if row + shift < length:
            made[side][row + shift] = True
    return made


def by_vectorbt(frame, decisions, at, fees, slippage, cash, units=None, fixed_fee=0.0, **stops):
    shift = 1 if at == "nextOpen" else 0
    made = masks(decisions, len(frame), shift)
    has_short = any(side == SHORT for _, side in decisions)
    signals = (
        {"entries": made[LONG], "exits": made[OUT], "short_entries": made[SHORT], "short_exits": made[OUT]}
        if has_short
        else {"entries": made[LONG], "exits": made[OUT], "direction": "longonly"}
    )
    portfolio = vbt.Portfolio.from_signals(
        frame["Close"],
        open=frame["Open"],
        high=frame["High"],
        low=frame["Low"],
        price=frame["Open"] if shift else frame["Close"],
        size=np.inf if units is None else units,
        upon_opposite_entry="reverse",
        fees=fees,
        fixed_fees=fixed_fee,
        slippage=slippage,
        init_cash=cash,
        stop_entry_price="fillprice",
        stop_exit_price="stopmarket",
        freq="1D",
        **signals,
        **stops,
    )
    records = portfolio.orders.values
    fills = [
        [int(row), "buy" if side == 0 else "sell", float(size), float(price), float(fee)]
        for row, side, size, price, fee in zip(records["idx"], records["side"], records["size"], records["price"], records["fees"])
    ]
    trades = portfolio.trades.values
    closed = trades[trades["status"] == 1]
    return {
        "fills": fills,
        "tradePnl": [float(pnl) for pnl in closed["pnl"]],
        "equity": portfolio.value().tolist(),
    }


def by_backtesting(frame, plan, cash, commission):
    """`plan` maps rows to what is done at their close: orders (see `act`) or "close", which also cancels what waits."""

    class Planned(backtesting.Strategy):
        def init(self):
            pass

        def next(self):
            act(self, plan.get(len(self.data) - 1))

    run = backtesting.Backtest(frame, Planned, cash=cash, commission=commission)
    stats = run.run()
    trades = stats["_trades"]
    return {
        "trades": [
            [int(a), int(b), int(size), float(entry), float(exit_), float(pnl)]
            for a, b, size, entry, exit_, pnl in zip(
                trades["EntryBar"], trades["ExitBar"], trades["Size"], trades["EntryPrice"], trades["ExitPrice"], trades["PnL"]
            )
        ],
        "equity": stats["_equity_curve"]["Equity"].tolist(),
    }


def act(strategy, step):
    if step is None:
        return
    if step == "close":
        for order in list(strategy.orders):
            if not order.is_contingent:
                order.cancel()
        strategy.position.close()
        return
    side, options = step
    (strategy.buy if side == LONG else strategy.sell)(**options)


def random_plan(seed, frame, brackets):
    """An order every now and then while there is none, market with a bracket or limit and stop entries without, and a close some bars later."""
    draw = stream(seed)
    plan, row = {}, 5
    while row < len(frame) - 12:
        side = LONG if next(draw) % 2 == 0 else SHORT
        close = frame["Close"].iloc[row]
        away = side * (0.3 + (next(draw) % 100) / 50)
        if brackets:
            plan[row] = (side, {"size": 100, "sl": round(close - away, 2), "tp": round(close + 1.5 * away, 2)})
        elif next(draw) % 2 == 0:
            plan[row] = (side, {"size": 100, "limit": round(close - away, 2)})
        else:
            plan[row] = (side, {"size": 100, "stop": round(close + away, 2)})
        row += 4 + next(draw) % 8
        plan[row] = "close"
        row += 2
    return plan


def thin(equity):
    """Every tenth value, or every fiftieth of a long history, and the last."""
    return equity[:: 10 if len(equity) < 1000 else 50] + [equity[-1]]


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    spx = read(HERE / "../../../examples/data/sp500-1d.csv")
    cases = []

    def vectorbt(name, market, frame, decisions, **options):
        made = by_vectorbt(frame, decisions, **options)
        cases.append({"name": name, "peer": "vectorbt", "market": market, "decisions": decisions, "options": options, **made, "equity": thin(made["equity"])})

    costs = {"fees": 0.001, "slippage": 0.0005, "cash": 10000.0}
    sp500 = {"file": "sp500-1d.csv"}
    vectorbt("S&P 500, next open", sp500, spx, crossing(spx), at="nextOpen", **costs)
    vectorbt("S&P 500, the signal's close", sp500, spx, crossing(spx), at="signalClose", **costs)
    for seed in (11, 12, 13):
        market = {"seed": seed, "length": 600, "gap": 40}
        frame = simulated(**market)
        decisions = random_decisions(seed + 100, 600, [LONG, OUT], 6)
        vectorbt(f"random long and out {seed}", market, frame, decisions, at="nextOpen", **costs)
        decisions = random_decisions(seed + 200, 600, [LONG, OUT, SHORT], 6)
        vectorbt(f"ten units, both sides {seed}", market, frame, decisions, at="nextOpen", units=10.0, fixed_fee=1.0, **costs)
        decisions = random_decisions(seed + 300, 600, [LONG, LONG, OUT], 9)
        vectorbt(f"stop loss through gaps {seed}", market, frame, decisions, at="signalClose", sl_stop=0.02, **costs)
        gapless = {**market, "gap": 0}
        options = {"at": "signalClose", "fees": 0.001, "slippage": 0.0, "cash": 10000.0}
        vectorbt(f"stop loss and target {seed}", gapless, simulated(**gapless), decisions, sl_stop=0.012, tp_stop=0.015, **options)
        vectorbt(f"trailing stop {seed}", gapless, simulated(**gapless), decisions, sl_stop=0.03, sl_trail=True, **options)

    def backtesting_py(name, market, frame, plan, **options):
        made = by_backtesting(frame, plan, **options)
        steps = [[row, "close"] if step == "close" else [row, step[0], step[1]] for row, step in sorted(plan.items())]
        cases.append({"name": name, "peer": "backtesting.py", "market": market, "plan": steps, "options": options, **made, "equity": thin(made["equity"])})

    plan, held = {}, OUT
    for row, side in crossing(spx):
        if side != held:
            plan[row] = (LONG, {}) if side == LONG else "close"
            held = side
    backtesting_py("S&P 500, whole units", sp500, spx, plan, cash=1_000_000, commission=0.001)
    for seed in (21, 22, 23):
        market = {"seed": seed, "length": 600, "gap": 0}
        frame = simulated(**market)
        backtesting_py(f"brackets {seed}", market, frame, random_plan(seed + 100, frame, True), cash=100_000, commission=0.0005)
        market = {"seed": seed, "length": 600, "gap": 40}
        frame = simulated(**market)
        backtesting_py(f"limits and stops {seed}", market, frame, random_plan(seed + 200, frame, False), cash=100_000, commission=0.0005)

    for path in sys.argv[2:]:
        frame = read(path)
        for seed in (31, 32, 33):
            decisions = random_decisions(seed, len(frame), [LONG, OUT], 10)
            vectorbt(f"{pathlib.Path(path).name} {seed}", {"file": path}, frame, decisions, at="nextOpen", **costs)
            vectorbt(f"{pathlib.Path(path).name} {seed} stop", {"file": path}, frame, decisions, at="signalClose", sl_stop=0.01, **costs)
    made_by = {"script": "make_peers.py", "vectorbt": vbt.__version__, "backtesting": backtesting.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    print(made_by)
    for case in cases:
        print(case["name"], len(case.get("fills", case.get("trades"))), case["equity"][-1])
    (out / "peers.json").write_text(json.dumps({"madeBy": made_by, "cases": cases}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
