"""Writes full.json: columns of the set `full` beyond those of features.json and extended.json, computed by pandas and TA-Lib over the same bars.

Usage: python make_full.py. Windowed statistics are computed window by window, because pandas' running ones drift. What is not here: the columns that `full` shares with the sets
of make_features.py over other windows, the candlestick flags (tests/golden/talib holds the patterns), indicators that TA-Lib lacks,
whose own tests hold them, and the phase of the cycle with what adapts to it: on the flat stretch it is the phase of rounding errors.
"""

import json
import platform
from pathlib import Path

import numpy as np
import pandas as pd
import talib

folder = Path(__file__).parent
source = json.loads((folder / "features.json").read_text())
bars = pd.DataFrame(source["bars"])
o, h, l, c, v = (bars[name] for name in ["open", "high", "low", "close", "volume"])
O, H, L, C, V = (x.to_numpy(float) for x in (o, h, l, c, v))
rows = len(bars)
full = {}


def over(a, b, zero=0.0):
    """a / b with `zero` where b is 0; NaN stays NaN."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    with np.errstate(all="ignore"):
        return pd.Series(np.where(b == 0, np.where(np.isnan(a), np.nan, zero), a / b))


def window(n, function, *columns):
    """The function of the last n values of each column, from the row on which all are there."""
    arrays = [np.asarray(column, float) for column in columns]
    out = np.full(rows, np.nan)
    for i in range(n - 1, rows):
        parts = [array[i - n + 1 : i + 1] for array in arrays]
        if not any(np.isnan(part).any() for part in parts):
            out[i] = function(*parts)
    return pd.Series(out)


flat = lambda w: np.ptp(w) == 0
mean = lambda n, x: window(n, np.mean, x)
total = lambda n, x: window(n, np.sum, x)
std = lambda n, x: window(n, lambda w: 0.0 if flat(w) else np.std(w, ddof=1), x)
rank = lambda n, x: window(n, lambda w: ((w < w[-1]).sum() + ((w == w[-1]).sum() + 1) / 2) / n, x)
corr = lambda n, x, y: window(n, lambda a, b: 0.0 if flat(a) or flat(b) else np.corrcoef(a, b)[0, 1], x, y)
line = lambda w: np.polyfit(np.arange(len(w)), w - w[-1], 1)
slope = lambda n, x: window(n, lambda w: 0.0 if flat(w) else line(w)[0], x)
residual = lambda n, x: window(n, lambda w: 0.0 if flat(w) else -np.polyval(line(w), len(w) - 1), x)
square = lambda n, x: window(n, lambda w: 0.0 if flat(w) else np.corrcoef(np.arange(len(w)), w)[0, 1] ** 2, x)
ta = lambda values: pd.Series(values)
r1 = c / c.shift(1) - 1
step = np.sign(c.diff())

# Averages and bands.
for name, values in {
    "dema_distance_20": talib.DEMA(C, 20),
    "tema_distance_20": talib.TEMA(C, 20),
    "t3_distance_5": talib.T3(C, 5, 0.7),
    "kama_distance_10": talib.KAMA(C, 10),
    "wma_distance_20": talib.WMA(C, 20),
    "trima_distance_20": talib.TRIMA(C, 20),
    "sar_distance": talib.SAR(H, L, 0.02, 0.2),
    "trendline_distance": talib.HT_TRENDLINE(C),
}.items():
    full[name] = c / ta(values) - 1
full["median_distance_20"] = c / c.rolling(20).median() - 1
full["sma_spread_50_200"] = mean(50, c) / mean(200, c) - 1
full["sma_slope_50"] = mean(50, c) / mean(50, c).shift(10) - 1
full["vwma_spread_20"] = over(total(20, c * v), total(20, v) * mean(20, c), 1.0) - 1
ema = {n: ta(talib.EMA(C, n)) for n in [9, 20, 50, 200]}
alignment = sum(np.sign(ema[a] - ema[b]) for a, b in [(9, 20), (20, 50), (50, 200)])
full["ema_alignment"] = alignment
top, bottom = h.rolling(20).max(), l.rolling(20).min()
full["donchian_width_20"] = (top - bottom) / ((top + bottom) / 2)
top, bottom = h.rolling(55).max(), l.rolling(55).min()
full["donchian_position_55"] = over(c - bottom, top - bottom)
highest = lambda n: h.rolling(n).max()
lowest = lambda n: l.rolling(n).min()
conversion, base = (highest(9) + lowest(9)) / 2, (highest(26) + lowest(26)) / 2
span_a, span_b = ((conversion + base) / 2).shift(26), ((highest(52) + lowest(52)) / 2).shift(26)
for name, x in {"conversion": conversion, "base": base, "span_a": span_a, "span_b": span_b}.items():
    full[f"{name}_distance"] = (c / x - 1).where(span_b.notna())
full["cloud_thickness"] = ((span_a - span_b) / c).where(span_b.notna())

# Oscillators.
down, up = talib.AROON(H, L, 25)
full["aroon_up_25"], full["aroon_down_25"] = ta(up), ta(down)
middle = (h + l) / 2
awesome = mean(5, middle) - mean(34, middle)
full["awesome_oscillator"] = awesome / c
full["accelerator_oscillator"] = (awesome - mean(5, awesome)) / c
full["balance_of_power"] = mean(14, over(c - o, h - l))
change = c.diff()
rises, falls = total(14, change.clip(lower=0)), total(14, -change.clip(upper=0))
full["cmo_14"] = 100 * over(rises - falls, rises + falls)
full["qstick_10"] = mean(10, c - o) / c
full["bull_power_13"], full["bear_power_13"] = (h - ta(talib.EMA(C, 13))) / c, (l - ta(talib.EMA(C, 13))) / c
full["trix_15"] = ta(talib.TRIX(C, 15))
full["ultimate_oscillator"] = ta(talib.ULTOSC(H, L, C, 7, 14, 28))
full["adxr_14"], full["dx_14"] = ta(talib.ADXR(H, L, C, 14)), ta(talib.DX(H, L, C, 14))
full["di_balance_14"] = ta(talib.PLUS_DI(H, L, C, 14)) - ta(talib.MINUS_DI(H, L, C, 14))
full["rsi_14_change_3"] = ta(talib.RSI(C, 14)).diff(3)
full["adx_14_change_5"] = ta(talib.ADX(H, L, C, 14)).diff(5)
full["rsi_spread_7_21"] = ta(talib.RSI(C, 7)) - ta(talib.RSI(C, 21))
full["vertical_horizontal_28"] = over(window(28, np.ptp, c).where(c.diff(28).notna()), total(28, change.abs()))

# Volatility.
true_range = ta(talib.TRANGE(H, L, C))
full["true_range"] = true_range / c
full["true_range_ratio_14"] = true_range / ta(talib.ATR(H, L, C, 14))
full["range_ratio_5_20"] = over(mean(5, h - l), mean(20, h - l))
garman_klass = 0.5 * np.log(h / l) ** 2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2
full["garman_klass_20"] = np.sqrt(mean(20, garman_klass).clip(lower=0))
full["rogers_satchell_20"] = np.sqrt(mean(20, np.log(h / c) * np.log(h / o) + np.log(l / c) * np.log(l / o)).clip(lower=0))
full["range_vs_close_20"] = over(np.sqrt(mean(20, np.log(h / l) ** 2) / (4 * np.log(2))).where(r1.shift(19).notna()), std(20, r1))
full["downside_deviation_20"] = np.sqrt(mean(20, np.minimum(r1, 0) ** 2))
full["upside_deviation_20"] = np.sqrt(mean(20, np.maximum(r1, 0) ** 2))
volatility = std(20, r1)
full["volatility_of_volatility_20"] = over(std(20, volatility), mean(20, volatility))
gap = o / c.shift(1) - 1
full["gap_volatility_20"], full["gap_sum_20"] = std(20, gap), total(20, gap)
full["intraday_volatility_20"] = std(20, c / o - 1)
lower, upper = np.minimum(o, c) - l, h - np.maximum(o, c)
full["shadow_balance_20"] = over(total(20, lower - upper), total(20, h - l))
full["body_share_20"] = over(total(20, (c - o).abs()), total(20, h - l))

# Volume.
full["chaikin_oscillator"] = over(ta(talib.ADOSC(H, L, C, V, 3, 10)), mean(10, v))
for n in [20, 60]:
    full[f"obv_share_{n}"] = over(total(n, step * v), total(n, v).where(step.shift(n - 1).notna()))
full["volume_weighted_return_20"] = over(total(20, r1 * v), total(20, v))
full["body_volume_share_20"] = over(total(20, v.where(c > o, 0.0)), total(20, v))
illiquidity = over(r1.abs(), c * v)
full["illiquidity_5_60"] = over(mean(5, illiquidity).where(mean(60, illiquidity).notna()), mean(60, illiquidity))
full["volume_variation_20"] = over(std(20, v), mean(20, v))
full["volume_rank_60"] = rank(60, v)
full["volume_peak_share_60"] = over(v.where(v.rolling(60).max().notna()), v.rolling(60).max())
full["volume_skew_20"] = window(20, lambda w: 0.0 if flat(w) else pd.Series(w).skew(), v)
full["volume_persistence_20"] = corr(20, v, v.shift(1))
full["volume_range_corr_20"] = corr(20, v, (h - l) / c)
full["volume_size_corr_20"] = corr(20, v, r1.abs())
full["volume_price_corr_20"] = corr(20, v, c)
full["volume_slope_20"] = over(slope(20, v), mean(20, v))

# Cycle.
full["cycle_period"] = ta(talib.HT_DCPERIOD(C))
full["cycle_in_phase"], full["cycle_quadrature"] = (ta(x) / c for x in talib.HT_PHASOR(C))
mode = ta(talib.HT_TRENDMODE(C).astype(float))
full["trend_mode"] = mode.where(ta(talib.HT_SINE(C)[0]).notna())

# Statistics.
for n in [20, 60]:
    full[f"close_rank_{n}"] = rank(n, c)
    full[f"slope_{n}"] = slope(n, c) / c
    full[f"straightness_{n}"] = square(n, c)
    full[f"residual_{n}"] = residual(n, c) / c
    full[f"up_share_{n}"] = mean(n, (c > c.shift(1)).astype(float).where(c.shift(1).notna()))
    full[f"high_place_{n}"] = window(n, lambda w: np.argmax(w) + 1, h) / n
    full[f"low_place_{n}"] = window(n, lambda w: np.argmin(w) + 1, l) / n
    full[f"return_max_{n}"], full[f"return_min_{n}"] = r1.rolling(n).max(), r1.rolling(n).min()
    full[f"sharpe_{n}"] = over(mean(n, r1), std(n, r1))
full["close_zscore_60"] = over(c - mean(60, c), window(60, lambda w: 0.0 if flat(w) else np.std(w), c))
for n in [1, 2, 5]:
    full[f"return_persistence_{n}_60"] = corr(60, r1, r1.shift(n))
full["variance_ratio_5_60"] = over(std(60, c / c.shift(5) - 1) ** 2, 5 * std(60, r1) ** 2)
full["return_rank_60"] = rank(60, r1)
full["return_spread_60"] = window(60, lambda w: np.quantile(w, 0.75) - np.quantile(w, 0.25), r1)
full["return_mad_ratio_20"] = over(window(20, lambda w: np.mean(np.abs(w - np.mean(w))), r1), std(20, r1))
full["jump_share_20"] = over(r1.abs().rolling(20).max(), total(20, r1.abs()))
full["return_range_corr_20"] = corr(20, r1, (h - l) / c)
full["gap_return_corr_20"] = corr(20, o / c.shift(1), c / o)

# All rows decide the first valid bar and the deviation; values are stored for the start, the odd stretches and every 9th row.
stored = source["rows"]
document = {
    "madeBy": "tests/golden/pandas/make_full.py",
    "versions": {"python": platform.python_version(), "pandas": pd.__version__, "numpy": np.__version__, "talib": talib.__version__},
    "rows": stored,
    "features": {
        name: {
            "firstValid": int(column.first_valid_index()),
            "deviation": float(column.std()),
            "values": [None if pd.isna(column[i]) else float(column[i]) for i in stored],
        }
        for name, column in full.items()
    },
}
(folder / "full.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(len(full))
