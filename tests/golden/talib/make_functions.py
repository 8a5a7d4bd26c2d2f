"""All of TA-Lib's functions on the series of series.py: `python make_functions.py` writes functions.json and functions.bin beside this file.

Per function the defaults and at least two other parameter sets (other inputs where there are no parameters), through the abstract API. Functions of a
candle run on the series `candles` too. functions.json holds what the abstract API says of each function (ranges from the C library's own
description), the cases, and where each output stands in functions.bin.

Of the series `gap` only the rows from its gap on are kept: those before are the same as of `fiveMinutes`. Outputs of real numbers keep the first 300, the last 400 and every 50th row, rounded to multiples of a step of at most 2.4e-10 standard deviations,
and for the whole column: row of the first value, number of finite values, their mean, the sum of their deviations from it and the sum of
their squares. Outputs of integers are kept whole. Numbers are differenced up to twice, made unsigned (zigzag) and split into planes of bytes, lowest
first; all of it is compressed by Brotli.
"""
import ctypes
import glob
import json
import math
import pathlib

import brotli
import numpy as np
import talib
from talib import abstract

import series

here = pathlib.Path(__file__).parent
HEAD, TAIL, EVERY = 300, 400, 50


class OptionInfo(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("name", ctypes.c_char_p), ("flags", ctypes.c_int), ("title", ctypes.c_char_p), ("range", ctypes.c_void_p),
        ("default", ctypes.c_double), ("hint", ctypes.c_char_p), ("help", ctypes.c_char_p),
    ]  # fmt: skip


class RealRange(ctypes.Structure):
    _fields_ = [("min", ctypes.c_double), ("max", ctypes.c_double)]


class IntegerRange(ctypes.Structure):
    _fields_ = [("min", ctypes.c_int), ("max", ctypes.c_int)]


class OutputInfo(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("name", ctypes.c_char_p), ("flags", ctypes.c_int)]


library = ctypes.CDLL(glob.glob(str(pathlib.Path(talib.__file__).parents[1] / "ta_lib.libs" / "*.so*"))[0])


def describe(name):
    info = abstract.Function(name).info
    handle = ctypes.c_void_p()
    library.TA_GetFuncHandle(name.encode(), ctypes.byref(handle))
    params, outputs = {}, {}
    for k, param in enumerate(info["parameters"]):
        pointer = ctypes.POINTER(OptionInfo)()
        library.TA_GetOptInputParameterInfo(handle, k, ctypes.byref(pointer))
        option = pointer.contents
        assert option.name.decode().lower() == "optin" + param
        if option.type == 3:
            params[param] = ["matype", int(option.default), 0, 13]
            continue
        kind, struct = {0: ("real", RealRange), 2: ("integer", IntegerRange)}[option.type]
        limits = ctypes.cast(option.range, ctypes.POINTER(struct)).contents
        params[param] = [kind, option.default, limits.min, limits.max]
    for k, output in enumerate(info["output_names"]):
        pointer = ctypes.POINTER(OutputInfo)()
        library.TA_GetOutputParameterInfo(handle, k, ctypes.byref(pointer))
        outputs[output] = "integer" if pointer.contents.type == 1 else "real"
    return {
        "group": info["group"],
        "title": info["display_name"],
        "inputs": dict(info["input_names"]),
        "params": params,
        "outputs": outputs,
        "unstable": "Function has an unstable period" in info["function_flags"],
    }


def all_averages(**params):
    return [{**params, "matype": kind} for kind in range(14)]


# Sets beside the defaults, where the rule below is not enough.
SETS = {
    "MA": all_averages(timeperiod=9) + [{"timeperiod": 1}, {"timeperiod": 1, "matype": 8}, {"timeperiod": 2, "matype": 5}],
    "MAVP": [{"minperiod": 1, "maxperiod": 12, "matype": kind} for kind in (1, 2, 5, 6)]
    + [{"minperiod": 3, "maxperiod": 40}, {"minperiod": 2, "maxperiod": 9, "price": "open", "matype": 3}],
    "BBANDS": [{"timeperiod": 5, "nbdevup": 1.5, "nbdevdn": 2.5, "matype": kind} for kind in (1, 2, 3, 6, 8)] + [{"timeperiod": 2, "nbdevup": -1.0}],
    "SAREXT": [
        {"startvalue": 95.0, "offsetonreverse": 0.01, "accelerationlong": 0.05},
        {"startvalue": -1300.0, "accelerationinitshort": 0.05, "accelerationmaxshort": 0.1, "accelerationmaxlong": 0.5},
        {"accelerationinitlong": 0.3, "accelerationlong": 0.4, "offsetonreverse": 0.001},
    ],
    "MACDEXT": [
        {"fastperiod": 5, "fastmatype": 1, "slowperiod": 13, "slowmatype": 2, "signalperiod": 4, "signalmatype": 5},
        {"fastperiod": 15, "fastmatype": 6, "slowperiod": 7, "slowmatype": 3, "signalperiod": 1, "signalmatype": 1},
        {"fastperiod": 3, "fastmatype": 11, "slowperiod": 8, "slowmatype": 8, "signalperiod": 3, "signalmatype": 10},
    ],
    "STOCH": [
        {"fastk_period": 14, "slowk_period": 3, "slowk_matype": 1, "slowd_period": 5, "slowd_matype": 2},
        {"fastk_period": 1, "slowk_period": 1, "slowk_matype": 3, "slowd_period": 1, "slowd_matype": 6},
        {"fastk_period": 9, "slowk_period": 4, "slowk_matype": 11, "slowd_period": 6, "slowd_matype": 8},
    ],
    "KDJ": [
        {"fastk_period": 14, "slowk_period": 3, "slowk_matype": 1, "slowd_period": 5, "slowd_matype": 0},
        {"fastk_period": 5, "slowk_period": 4, "slowk_matype": 11, "slowd_period": 3, "slowd_matype": 10},
    ],
    "STOCHF": [{"fastk_period": 14, "fastd_period": 5, "fastd_matype": 1}, {"fastk_period": 1, "fastd_period": 4, "fastd_matype": 6}],
    "STOCHRSI": [
        {"timeperiod": 7, "fastk_period": 9, "fastd_period": 4, "fastd_matype": 1},
        {"timeperiod": 2, "fastk_period": 1, "fastd_period": 2, "fastd_matype": 5, "price": "open"},
    ],
    "APO": [{"fastperiod": 20, "slowperiod": 6, "matype": 0}, {"fastperiod": 3, "slowperiod": 11, "matype": 11}, {"fastperiod": 4, "slowperiod": 9, "matype": 4}],
    "PPO": [{"fastperiod": 20, "slowperiod": 6, "matype": 0}, {"fastperiod": 3, "slowperiod": 11, "matype": 2}, {"fastperiod": 4, "slowperiod": 9, "matype": 6}],
    "PVO": [{"fastperiod": 20, "slowperiod": 6, "matype": 0}, {"fastperiod": 3, "slowperiod": 11, "matype": 2, "prices": ["close"]}],
    "MAMA": [{"fastlimit": 0.8, "slowlimit": 0.1}, {"fastlimit": 0.2, "slowlimit": 0.02, "unstable_period": 11, "price": "open"}],
    "SAR": [{"acceleration": 0.1, "maximum": 0.5}, {"acceleration": 0.3, "maximum": 0.05}, {"acceleration": 0.0}],
    "T3": [{"timeperiod": 1, "vfactor": 0.3}, {"timeperiod": 9, "vfactor": 1.0, "unstable_period": 4}, {"timeperiod": 3, "vfactor": 0.0}],
    "TSI": [{"firstperiod": 7, "secondperiod": 3}, {"firstperiod": 5, "secondperiod": 20, "price": "high"}],
    "SMI": [
        {"timeperiod": 5, "fastperiod": 3, "slowperiod": 10, "signalperiod": 2},
        {"timeperiod": 20, "fastperiod": 8, "slowperiod": 2, "signalperiod": 5},
    ],
}
PENETRATIONS = [{"penetration": 0.0}, {"penetration": 0.75}]
TRANSFORMS = [{"price": "unit"}, {"price": "volume"}]


def parameter_sets(name, described):
    if name in SETS:
        return [{}, *SETS[name]]
    params = described["params"]
    if described["group"] == "Pattern Recognition":
        return [{}, *PENETRATIONS] if params else [{}]
    if described["group"] == "Math Transform":
        return [{}, *TRANSFORMS]
    inputs = described["inputs"]
    other = {}
    if "price" in inputs:
        other["price"] = "open"
    elif "price0" in inputs:
        other = {"price0": "close", "price1": "open"}
    if not params:
        sets = [{}]
        if other:
            sets += [other, {key: "volume" if key in ("price", "price0") else column for key, column in other.items()}]
        if described["unstable"]:
            sets += [{"unstable_period": 3}, {**other, "unstable_period": 50}]
        return sets
    low, high = {}, dict(other)
    for key, (kind, default, least, _) in params.items():
        if kind == "integer":
            low[key] = int(max(least, default // 3)) if "fast" in key or "slow" in key else int(least)
            high[key] = int(default * 1.6) + 1
        elif kind == "matype":
            low[key], high[key] = 2, 1
        else:
            low[key], high[key] = default * 0.5, default * 1.7
    if described["unstable"]:
        high["unstable_period"] = 9
    # The slower one first, as nothing forbids.
    if "fastperiod" in high and "slowperiod" in high:
        high["fastperiod"], high["slowperiod"] = high["slowperiod"], high["fastperiod"]
    return [{}, low, high]


def run(name, columns, chosen):
    options = dict(chosen)
    unstable = options.pop("unstable_period", 0)
    if unstable:
        talib.set_unstable_period(name, unstable)
    try:
        result = abstract.Function(name)(columns, **options)
    finally:
        if unstable:
            talib.set_unstable_period(name, 0)
    return list(result) if isinstance(result, (list, tuple)) else [result]


def lookback(name, chosen):
    function = abstract.Function(name)
    unstable = chosen.get("unstable_period", 0)
    if unstable:
        talib.set_unstable_period(name, unstable)
    function.parameters = {key: value for key, value in chosen.items() if key in function.parameters}
    rows = function.lookback
    if unstable:
        talib.set_unstable_period(name, 0)
    return rows


class Packer:
    def __init__(self):
        self.parts = []

    def put(self, numbers):
        """Differences of the order that leaves the least; returns [order, bytes per number]."""
        best = None
        for order in range(3):
            rest = list(numbers)
            for _ in range(order):
                rest = rest[:1] + [b - a for a, b in zip(rest, rest[1:])]
            unsigned = [2 * x if x >= 0 else -2 * x - 1 for x in rest]
            cost = sum(x.bit_length() for x in unsigned)
            if best is None or cost < best[0]:
                best = (cost, order, unsigned)
        _, order, unsigned = best
        width = max(1, (max(x.bit_length() for x in unsigned) + 7) // 8)
        assert width <= 6
        for plane in range(width):
            self.parts.append(bytes((x >> (8 * plane)) & 255 for x in unsigned))
        return [order, width]


def kept_rows(length):
    return [i for i in range(length) if i < HEAD or i >= length - TAIL or i % EVERY == 0]


def pack_integers(packer, column, start):
    return packer.put([int(x) for x in column[start:]])


def fold(holes):
    """Runs of rows with the same kind: [row, kind, length]."""
    runs = []
    for row, kind in holes:
        if runs and runs[-1][1] == kind and runs[-1][0] + runs[-1][2] == row:
            runs[-1][2] += 1
        else:
            runs.append([row, kind, 1])
    return runs


def pack_reals(packer, column, start):
    """
    [first row, finite values, mean, sum of deviations, of their squares, step's exponent, runs of rows without a finite value after the first, order of
    differences, bytes per number, shift]; everything is of column / 2 ** shift, which is 0 unless squares would overflow.
    """
    column = column.copy()
    column[:start] = np.nan
    finite = np.isfinite(column)
    if not finite.any():
        return None
    shift = max(0, math.frexp(np.abs(column[finite]).max())[1] - 400)
    column = np.ldexp(column, -shift)
    first = int(np.argmax(~np.isnan(column)))
    values = [float(x) for x in column[finite]]
    mean = math.fsum(values) / len(values)
    deviations = [x - mean for x in values]
    squares = math.fsum(d * d for d in deviations)
    spread = math.sqrt(squares / len(values))
    exponent = math.floor(math.log2(spread)) - 32 if spread > 0 else 0
    rows = [i for i in kept_rows(len(column)) if i >= first]
    # Where there is no finite value: 1 NaN, 2 Infinity, 3 -Infinity.
    holes = [[i, 1 if math.isnan(column[i]) else 2 if column[i] > 0 else 3] for i in rows if not finite[i]]
    numbers = [round((float(column[i]) - mean) * 2.0**-exponent) if finite[i] else 0 for i in rows]
    packed = packer.put(numbers) if numbers else [0, 0]
    return [first, len(values), mean, math.fsum(deviations), squares, exponent, fold(holes), *packed, shift]


if __name__ == "__main__":
    made = {key: build() for key, build in series.SERIES.items()}
    functions = {name: describe(name) for name in talib.get_functions()}
    packer = Packer()
    cases, fired = [], {}
    for name, described in functions.items():
        is_pattern = described["group"] == "Pattern Recognition"
        for chosen in parameter_sets(name, described):
            for key, columns in made.items():
                if key == "candles" and not is_pattern:
                    continue
                outputs = []
                start = series.GAP_ROW if key == "gap" else 0
                for kind, column in zip(described["outputs"].values(), run(name, columns, chosen)):
                    if kind == "integer":
                        outputs.append(pack_integers(packer, column, start))
                        if is_pattern and key == "candles":
                            fired.setdefault(name, set()).update(int(x) for x in column if x != 0)
                        continue
                    outputs.append(pack_reals(packer, column.astype(float), start))
                cases.append([name, chosen, key, lookback(name, chosen), outputs])
    missing = [name for name, described in functions.items() if described["group"] == "Pattern Recognition" and not fired.get(name)]
    assert not missing, missing
    document = {"talib": talib.__version__, "library": talib.__ta_version__.decode(), "numpy": np.__version__, "functions": functions, "cases": cases}
    lines = ["{"]
    for key in ("talib", "library", "numpy"):
        lines.append(f"{json.dumps(key)}: {json.dumps(document[key])},")
    lines.append('"functions": {')
    lines.append(",\n".join(f"{json.dumps(name)}: {json.dumps(described)}" for name, described in functions.items()) + "},")
    lines.append('"cases": [')
    lines.append(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "]}")
    (here / "functions.json").write_text("\n".join(lines) + "\n")
    packed = brotli.compress(b"".join(packer.parts), quality=11, lgwin=22)
    (here / "functions.bin").write_bytes(packed)
    print(len(cases), "cases,", len(packed), "bytes; signals on candles:")
    for name, values in fired.items():
        print(" ", name, sorted(values))
