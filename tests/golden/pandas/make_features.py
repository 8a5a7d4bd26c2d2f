"""Writes features.json and extended.json: every feature column computed by pandas and TA-Lib from its definition.

Usage: python make_features.py [folder]. features.json has the default columns, extended.json those of the set `extended` beyond them, over the same bars.

The bars hold a flat stretch, bars without range and bars without volume, so that the 0/0 rules are met too.
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import talib

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = np.random.default_rng(49)
rows = 420
LOOKBACKS = [5, 15, 30, 60]

returns = random.normal(0.0003, 0.012, rows)
returns[200:280] = 0.0
close = 250.0 * np.exp(np.cumsum(returns))
open_ = np.concatenate([[249.0], close[:-1]]) * np.exp(random.normal(0, 0.002, rows))
high = np.maximum(open_, close) * np.exp(np.abs(random.normal(0, 0.004, rows)))
low = np.minimum(open_, close) * np.exp(-np.abs(random.normal(0, 0.004, rows)))
volume = np.round(random.lognormal(12, 0.7, rows))
for column in (open_, high, low):
    column[200:280] = close[200:280]
    column[[50, 51, 150, 300]] = close[[50, 51, 150, 300]]
volume[[20, 21, 22, 23, 24, 25, 120]] = 0
volume[210:290] = 0
volume[350] *= 30
bars = pd.DataFrame({"open": open_, "high": high, "low": low, "close": close, "volume": volume})
# numpy's exp differs in the last bit between processors, so bars once drawn stay.
if (folder / "features.json").exists():
    bars = pd.DataFrame(json.loads((folder / "features.json").read_text())["bars"])


def over(a, b, zero):
    """a / b with `zero` where b is 0; NaN stays NaN."""
    with np.errstate(all="ignore"):
        return pd.Series(np.where(np.asarray(b) == 0, np.where(np.isnan(a), np.nan, zero), np.asarray(a) / np.asarray(b)))


o, h, l, c, v = (bars[name] for name in ["open", "high", "low", "close", "volume"])
r1 = c / c.shift(1) - 1
dv1 = over(v - v.shift(1), v + v.shift(1), 0)
typical = (h + l + c) / 3
flow = typical * v
signed_flow = np.sign(typical.diff()) * flow
signed_flow[0] = np.nan
deviation = lambda x, n: x.rolling(n).apply(lambda w: np.std(w), raw=True)
ema = {n: pd.Series(talib.EMA(c.values, n)) for n in [5, 9, 15, 20, 30, 50, 60]}
rsi = {n: pd.Series(talib.RSI(c.values, n)) for n in [7, 14]}
atr = {n: pd.Series(talib.ATR(h.values, l.values, c.values, n)) for n in [7, 14]}
features = {}

top, bottom = h.rolling(20).max(), l.rolling(20).min()
for name, x in {"open": o, "high": h, "low": l, "close": c}.items():
    features[f"{name}_norm_20"] = over(x - bottom, top - bottom, 0.5)
features["high_low_range"] = h / l - 1
features["body_ratio"] = over(c - o, h - l, 0)
features["upper_shadow"] = over(h - np.maximum(o, c), h - l, 0)
features["lower_shadow"] = over(np.minimum(o, c) - l, h - l, 0)
for n in [1, 5, 20, 15, 30, 60]:
    features[f"price_change_{n}"] = c / c.shift(n) - 1
for n in [3, 10]:
    features[f"log_return_{n}"] = np.log(c / c.shift(n))
for n in [5, 10, 20, 15, 30, 60]:
    features[f"volatility_{n}"] = deviation(r1, n)
for n in [5, 9, 20, 50, 15, 30, 60]:
    features[f"ema_distance_{n}"] = c / ema[n] - 1
for n in [5, 9, 20, 50]:
    features[f"ema_slope_{n}"] = ema[n] / ema[n].shift(5) - 1
for fast, slow in [(5, 9), (9, 20), (20, 50)]:
    spread = ema[fast] / ema[slow] - 1
    features[f"ema_spread_{fast}_{slow}"] = spread
    up = (spread > 0) & (spread.shift(1) <= 0)
    down = (spread < 0) & (spread.shift(1) >= 0)
    features[f"ema_cross_{fast}_{slow}"] = (up.astype(float) - down.astype(float)).where(spread.shift(1).notna())
for n in [7, 14]:
    features[f"rsi_{n}"] = rsi[n]
    lowest, highest = rsi[n].rolling(n).min(), rsi[n].rolling(n).max()
    # On a flat price RSI is constant but for rounding.
    height = (highest - lowest).where(highest - lowest > 1e-10 * highest, 0.0).where(highest.notna())
    features[f"rsi_{n}_norm"] = over(rsi[n] - lowest, height, 0.5)
    features[f"rsi_{n}_zone"] = ((rsi[n] >= 70).astype(float) - (rsi[n] <= 30).astype(float)).where(rsi[n].notna())
for n in [5, 20, 15, 30, 60]:
    features[f"volume_ma_ratio_{n}"] = over(v, v.rolling(n).mean(), 1)
features["volume_zscore_20"] = over(v - v.rolling(20).mean(), deviation(v, 20), 0)
features["volume_trend_5_20"] = over(v.rolling(5).mean(), v.rolling(20).mean(), 1)[lambda x: x.index >= 0].where(v.rolling(20).mean().notna())
for n in [10, 20]:
    correlation = []
    for i in range(rows):
        if i < n:
            correlation.append(np.nan)
            continue
        a, b = r1.values[i - n + 1 : i + 1], dv1.values[i - n + 1 : i + 1]
        flat = np.ptp(a) == 0 or np.ptp(b) == 0
        correlation.append(0.0 if flat else float(np.corrcoef(a, b)[0, 1]))
    features[f"pv_corr_{n}"] = pd.Series(correlation)
for n in [7, 14]:
    features[f"natr_{n}"] = atr[n] / c
features["atr_ratio_7_14"] = atr[7] / atr[14]
features["parkinson_20"] = np.sqrt((np.log(h / l) ** 2).rolling(20).apply(np.mean, raw=True) / (4 * np.log(2)))
features["roc_12"] = pd.Series(talib.ROC(c.values, 12))
for n in [10, 5, 15, 30, 60]:
    features[f"momentum_{n}"] = r1.rolling(n).apply(lambda w: np.average(w, weights=np.arange(1, len(w) + 1)), raw=True)
    change = c / c.shift(n) - 1
    features[f"acceleration_{n}"] = change - change.shift(n)

macd, signal, histogram = talib.MACD(c.values)
for name, x in {"macd": macd, "macd_signal": signal, "macd_histogram": histogram}.items():
    features[name] = pd.Series(x) / c
middle, width = c.rolling(20).apply(np.mean, raw=True), 2 * deviation(c, 20)
width = width.where(c.rolling(20).apply(np.ptp, raw=True) != 0, 0.0).where(middle.notna())
features["bollinger_position_20"] = over(c - (middle - width), 2 * width, 0.5)
features["bollinger_width_20"] = 2 * width / middle
k, d = talib.STOCH(h.values, l.values, c.values, 14, 3, 0, 3, 0)
features["stochastic_k_14"], features["stochastic_d_14"] = pd.Series(k), pd.Series(d)
features["adx_14"] = pd.Series(talib.ADX(h.values, l.values, c.values, 14))

for n in LOOKBACKS:
    ceiling, floor = h.rolling(n).max().shift(1), l.rolling(n).min().shift(1)
    features[f"breakout_{n}"] = ((c > ceiling).astype(float) - (c < floor).astype(float)).where(ceiling.notna())
    features[f"volume_change_{n}"] = over(v - v.shift(n), v + v.shift(n), 0)
    usual = v.rolling(n).mean().shift(1)
    features[f"volume_spike_{n}"] = (v > 2 * usual).astype(float).where(usual.notna())
    traded, money = v.rolling(n).sum(), flow.rolling(n).sum()
    features[f"vwap_distance_{n}"] = over(c * traded - money, money, 0)
    features[f"money_flow_{n}"] = over(signed_flow.rolling(n).sum(), money, 0).where(signed_flow.rolling(n).sum().notna())
    features[f"sma_distance_{n}"] = c / c.rolling(n).apply(np.mean, raw=True) - 1
    path = c.diff().abs().rolling(n).sum()
    features[f"trend_strength_{n}"] = over(c - c.shift(n), path, 0)
    features[f"volatility_regime_{n}"] = over(deviation(r1, n), deviation(r1, 2 * n), 1).where(deviation(r1, 2 * n).notna())
    features[f"high_distance_{n}"] = c / h.rolling(n).max() - 1
    features[f"low_distance_{n}"] = c / l.rolling(n).min() - 1
    features[f"drawdown_{n}"] = c / c.rolling(n).max() - 1

# The set `extended`, as far as it is not made above. Times step by seven hours, so that all hours, weekdays and months are met.
FIRST_MS, STEP_MS = 1_000_000_000_000, 25_200_000
times = pd.to_datetime(FIRST_MS + STEP_MS * np.arange(rows), unit="ms", utc=True)
extended = {}
for n in [3, 10]:
    extended[f"price_change_{n}"] = c / c.shift(n) - 1
extended["open_gap"] = o / c.shift(1) - 1
top, bottom = h.rolling(60).max(), l.rolling(60).min()
extended["close_norm_60"] = over(c - bottom, top - bottom, 0.5)
extended["trend_strength_20"] = over(c - c.shift(20), c.diff().abs().rolling(20).sum(), 0)
for n in [20, 50, 200]:
    extended[f"sma_distance_{n}"] = c / c.rolling(n).apply(np.mean, raw=True) - 1
extended["williams_r_14"] = pd.Series(talib.WILLR(h.values, l.values, c.values, 14))
# TA-Lib's own CCI divides rounding by rounding on the flat stretch.
away = typical - typical.rolling(20).apply(np.mean, raw=True)
mean_deviation = typical.rolling(20).apply(lambda w: np.mean(np.abs(w - np.mean(w))), raw=True)
mean_deviation = mean_deviation.where(typical.rolling(20).apply(np.ptp, raw=True) != 0, 0.0).where(mean_deviation.notna())
extended["cci_20"] = over(away, 0.015 * mean_deviation, 0)
extended["plus_di_14"] = pd.Series(talib.PLUS_DI(h.values, l.values, c.values, 14))
extended["minus_di_14"] = pd.Series(talib.MINUS_DI(h.values, l.values, c.values, 14))
extended["volume_change_1"] = dv1
money = flow.rolling(20).sum()
extended["vwap_distance_20"] = over(c * v.rolling(20).sum() - money, money, 0)
extended["mfi_14"] = pd.Series(talib.MFI(h.values, l.values, c.values, v.values, 14))
location = over((c - l) - (h - c), h - l, 0)
extended["cmf_20"] = over((location * v).rolling(20).apply(np.sum, raw=True), v.rolling(20).sum(), 0)
for part, turn in {"hour": times.hour / 24, "weekday": times.day_of_week / 7, "month": (times.month - 1) / 12}.items():
    extended[f"{part}_sin"] = pd.Series(np.sin(2 * np.pi * turn))
    extended[f"{part}_cos"] = pd.Series(np.cos(2 * np.pi * turn))
for n in [1, 2, 3, 5, 10]:
    extended[f"price_change_1_lag_{n}"] = r1.shift(n)
    extended[f"volume_ma_ratio_20_lag_{n}"] = features["volume_ma_ratio_20"].shift(n)
extended["volatility_regime_20"] = over(deviation(r1, 20), deviation(r1, 40), 1).where(deviation(r1, 40).notna())
for n in [20, 60]:
    # Window by window, because pandas' rolling moments drift and call small windows flat.
    windows = {i: r1[i - n + 1 : i + 1] for i in range(n, rows)}
    extended[f"return_skew_{n}"] = pd.Series({i: 0.0 if np.ptp(w) == 0 else w.skew() for i, w in windows.items()}).reindex(range(rows))
    extended[f"return_kurtosis_{n}"] = pd.Series({i: 0.0 if np.ptp(w) == 0 else w.kurt() for i, w in windows.items()}).reindex(range(rows))
for percent in [10, 50, 90]:
    extended[f"return_q{percent}_60"] = r1.rolling(60).quantile(percent / 100)
score = (r1 - r1.rolling(20).apply(np.mean, raw=True)) / deviation(r1, 20)
extended["return_zscore_20"] = score.where(r1.rolling(20).apply(np.ptp, raw=True) != 0, 0.0).where(deviation(r1, 20).notna())
assert not features.keys() & extended.keys()

# All rows decide the first valid bar and the deviation; values are stored for the start, the odd stretches and every 9th row.
stored = sorted(set(range(0, rows, 9)) | {22, 26, 51, 120, 215, 216, 279, 281, 291, 295, 310, 350, 351, rows - 1})


def plain(columns):
    return {
        name: {
            "firstValid": int(column.first_valid_index()),
            "deviation": float(column.std()),
            "values": [None if pd.isna(column[i]) else float(column[i]) for i in stored],
        }
        for name, column in columns.items()
    }


provenance = "pandas and TA-Lib from the columns' definitions, over bars drawn by numpy; made by make_features.py; null is NaN"
versions = {"python": platform.python_version(), "numpy": np.__version__, "pandas": pd.__version__, "TA-Lib": talib.__version__}
document = {
    "provenance": provenance,
    "versions": versions,
    "bars": {name: [float(x) for x in bars[name]] for name in bars},
    "rows": stored,
    "features": plain(features),
}
(folder / "features.json").write_text(json.dumps(document) + "\n")
document = {
    "provenance": provenance + "; the bars are those of features.json, opened at firstMs + stepMs · row",
    "versions": versions,
    "firstMs": FIRST_MS,
    "stepMs": STEP_MS,
    "rows": stored,
    "features": plain(extended),
}
(folder / "extended.json").write_text(json.dumps(document) + "\n")
print(len(features), "and", len(extended), "columns")
