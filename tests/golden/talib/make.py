"""Outputs of TA-Lib for the indicators by their own names: `python make.py` writes talib.json beside this file. More of them, with more parameters and on more
series, are made by make_functions.py.

Two series: the first 700 rows of examples/data/sp500-1d.csv, and 500 made rows from a linear congruential generator that the test
rebuilds, with a flat stretch (rows 200-259), bars without range (rows 300-319) and zero volume (rows 350-379).
Values are base64 of little-endian doubles.
"""
import base64
import json
import pathlib

import numpy as np
import talib

here = pathlib.Path(__file__).parent
root = here.parents[2]


def sp500():
    rows = [line.split(",") for line in (root / "examples/data/sp500-1d.csv").read_text().splitlines()[1:701]]
    return [np.array([float(row[k]) for row in rows]) for k in range(1, 6)]


def made(rows=500):
    state = 12345

    def uniform():
        nonlocal state
        state = (state * 1103515245 + 12345) % 2147483648
        return state / 2147483648

    o, h, l, c, v = ([] for _ in range(5))
    price = 100.0
    for i in range(rows):
        open_ = price
        close = open_ * (1 + (uniform() - 0.5) * 0.04)
        up, down, volume = uniform() * 0.01, uniform() * 0.01, 1000 * uniform()
        if 200 <= i < 260:
            close, up, down = open_, 0.0, 0.0
        if 300 <= i < 320:
            open_, up, down = close, 0.0, 0.0
        if 350 <= i < 380:
            volume = 0.0
        o.append(open_)
        h.append(max(open_, close) * (1 + up))
        l.append(min(open_, close) * (1 - down))
        c.append(close)
        v.append(volume)
        price = close
    return [np.array(x) for x in (o, h, l, c, v)]


CASES = [
    ("sma", {"period": 20}, lambda o, h, l, c, v: talib.SMA(c, 20)),
    ("ema", {"period": 20}, lambda o, h, l, c, v: talib.EMA(c, 20)),
    ("wma", {"period": 20}, lambda o, h, l, c, v: talib.WMA(c, 20)),
    ("rsi", {"period": 14}, lambda o, h, l, c, v: talib.RSI(c, 14)),
    ("macd", {}, lambda o, h, l, c, v: talib.MACD(c, 12, 26, 9)),
    ("atr", {"period": 14}, lambda o, h, l, c, v: talib.ATR(h, l, c, 14)),
    ("bollinger", {"period": 20, "deviations": 2}, lambda o, h, l, c, v: talib.BBANDS(c, 20, 2, 2, 0)),
    ("bollinger", {"period": 5, "deviations": 1.5}, lambda o, h, l, c, v: talib.BBANDS(c, 5, 1.5, 1.5, 0)),
    ("stochastic", {}, lambda o, h, l, c, v: talib.STOCH(h, l, c, 14, 3, 0, 3, 0)),
    ("adx", {"period": 14}, lambda o, h, l, c, v: talib.ADX(h, l, c, 14)),
    ("plusDi", {"period": 14}, lambda o, h, l, c, v: talib.PLUS_DI(h, l, c, 14)),
    ("minusDi", {"period": 14}, lambda o, h, l, c, v: talib.MINUS_DI(h, l, c, 14)),
    ("obv", {}, lambda o, h, l, c, v: talib.OBV(c, v)),
    ("rollingStd", {"period": 20}, lambda o, h, l, c, v: talib.STDDEV(c, 20, 1)),
    ("roc", {"period": 10}, lambda o, h, l, c, v: talib.ROC(c, 10)),
    ("rollingMax", {"period": 14, "input": "high"}, lambda o, h, l, c, v: talib.MAX(h, 14)),
    ("rollingMin", {"period": 14, "input": "low"}, lambda o, h, l, c, v: talib.MIN(l, 14)),
    ("rollingSum", {"period": 30}, lambda o, h, l, c, v: talib.SUM(c, 30)),
    ("rollingCorrelation", {"period": 20}, lambda o, h, l, c, v: talib.CORREL(c, v, 20)),
    ("williamsR", {"period": 14}, lambda o, h, l, c, v: talib.WILLR(h, l, c, 14)),
    ("cci", {"period": 20}, lambda o, h, l, c, v: talib.CCI(h, l, c, 20)),
    ("mfi", {"period": 14}, lambda o, h, l, c, v: talib.MFI(h, l, c, v, 14)),
    ("ultimateOscillator", {}, lambda o, h, l, c, v: talib.ULTOSC(h, l, c, 7, 14, 28)),
    ("stochasticRsi", {}, lambda o, h, l, c, v: talib.STOCHRSI(c, 14, 14, 3, 0)),
    ("momentum", {"period": 10}, lambda o, h, l, c, v: talib.MOM(c, 10)),
    ("trix", {"period": 15}, lambda o, h, l, c, v: talib.TRIX(c, 15)),
    ("aroon", {"period": 14}, lambda o, h, l, c, v: talib.AROON(h, l, 14)[::-1]),
    ("aroonOscillator", {"period": 14}, lambda o, h, l, c, v: talib.AROONOSC(h, l, 14)),
    ("parabolicSar", {}, lambda o, h, l, c, v: talib.SAR(h, l, 0.02, 0.2)),
    ("dema", {"period": 20}, lambda o, h, l, c, v: talib.DEMA(c, 20)),
    ("tema", {"period": 20}, lambda o, h, l, c, v: talib.TEMA(c, 20)),
    ("kama", {"period": 10}, lambda o, h, l, c, v: talib.KAMA(c, 10)),
    ("trueRange", {}, lambda o, h, l, c, v: talib.TRANGE(h, l, c)),
    ("natr", {"period": 14}, lambda o, h, l, c, v: talib.NATR(h, l, c, 14)),
    ("accumulationDistribution", {}, lambda o, h, l, c, v: talib.AD(h, l, c, v)),
    ("chaikinOscillator", {}, lambda o, h, l, c, v: talib.ADOSC(h, l, c, v, 3, 10)),
]


def encode(values):
    return base64.b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


if __name__ == "__main__":
    cases = []
    for series, columns in (("sp500", sp500()), ("made", made())):
        for name, params, function in CASES:
            result = function(*columns)
            outputs = result if isinstance(result, tuple) else (result,)
            cases.append({"series": series, "indicator": name, "params": params, "outputs": [encode(x) for x in outputs]})
    document = {"talib": talib.__version__, "numpy": np.__version__, "cases": cases}
    (here / "talib.json").write_text(json.dumps(document, indent=0) + "\n")
