"""Values of qlib's own operators and of its Alpha158: `python make.py` writes operators.json and alpha158.json beside this file.

Needs pyqlib 0.9.7 (in a virtual environment of its own). The bars are those of ../pandas/features.json: a flat stretch, bars without range, bars without volume. qlib rolls
with `min_periods=1`, so it has values where a window is not yet full; these are cut off here: a value counts from the row on which all that it reads is there. Its running sums keep
a residue of what went through them (up to 3e-6 of the deviation on these bars, after the flat stretch), so each value is computed on the rows that it reads and no others;
over the whole history only for the exponential means. What reads a
quotient by 0 has no value: pandas leaves it out of its windows. `$vwap` is the typical price (high + low + close) / 3, because OHLCV bars do not hold it.
"""
import base64
import json
import pathlib
import re
from importlib.metadata import version

import numpy as np
import pandas as pd
import qlib.data.ops as ops
from qlib.contrib.data.loader import Alpha158DL
from qlib.data.base import Expression, ExpressionOps

here = pathlib.Path(__file__).parent
bars = pd.DataFrame(json.loads((here.parent / "pandas" / "features.json").read_text())["bars"])
length = len(bars)
bars["vwap"] = (bars.high + bars.low + bars.close) / 3

# The operators without qlib's store and cache of data: leaves are the columns above.
Expression.load = lambda self, *args: self._load_internal(*args)


class Column(ExpressionOps):
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return "$" + self.name

    def _load_internal(self, *args):
        return view[self.name].astype(float)

    # qlib asks every expression for these; here lookback() says how far one reads.
    get_longest_back_rolling = get_extended_window_size = None


names = {operator.__name__: operator for operator in ops.OpsList}


def parse(text):
    return eval(re.sub(r"\$(\w+)", r"Column('\1')", text), {**names, "Column": Column})


def lookback(part):
    """Rows before the current one that an expression reads."""
    if isinstance(part, Column) or not isinstance(part, Expression):
        return 0
    inner = max(lookback(child) for child in vars(part).values() if isinstance(child, Expression))
    if isinstance(part, (ops.Ref, ops.Delta)):
        return inner + part.N
    if isinstance(part, ops.EMA):
        return inner + int(np.ceil(2 / part.N - 1 if part.N < 1 else part.N)) - 1
    return inner + part.N - 1 if isinstance(part, (ops.Rolling, ops.PairRolling)) else inner


def evaluate(part, of):
    global view
    view = of
    with np.errstate(all="ignore"):
        return part.load(None, None, None, "day").astype(float).to_numpy().copy()


def encode(x):
    return base64.b64encode(np.asarray(x, "<f8").tobytes()).decode()


OPERATORS = [
    "Ref($close, 3)", "Delta($close, 4)", "Mean($close, 7)", "Sum($volume, 10)", "Std($close, 10)", "Var($close, 10)", "Skew($close, 12)",
    "Kurt($close, 12)", "Max($high, 9)", "Min($low, 9)", "IdxMax($high, 11)", "IdxMin($low, 11)", "Quantile($close, 10, 0.8)",
    "Quantile($close, 11, 0.25)", "Med($close, 6)", "Med($close, 7)", "Mad($close, 8)", "Rank($close, 10)", "Rank($volume, 9)", "Count($close, 5)",
    "Slope($close, 14)", "Rsquare($close, 14)", "Resi($close, 14)", "Slope($volume, 5)", "Rsquare($volume, 5)", "Resi($volume, 5)", "WMA($close, 8)",
    "EMA($close, 12)", "EMA($close, 0.1)", "Corr($close, $volume, 15)", "Corr($high, $low, 6)", "Cov($close, $volume, 15)", "Cov($high, $low, 6)",
    "Abs($close-$open)", "Sign($close-$open)", "Log($close)", "Power($close, 2)", "Power($close, 0.5)", "Power($close, -1.7)",
    "Add($close, $open)", "Sub($close, 3)", "Mul(2, $close)", "Div($close, $open)", "Greater($close, $open)", "Less($close, 250)", "Gt($close, $open)",
    "Ge($close, $open)", "Lt($close, $open)", "Le($close, $open)", "Eq($close, $open)", "Ne($close, $open)", "And($close>$open, $close>250)",
    "Or($close>$open, $close>250)", "Not($close>$open)", "If($close>$open, $high, $low)", "If($close>Ref($close, 1), 1, -1)",
    "($close-$open)/($high-$low+1e-12)", "2*$close-$high-$low", "($close>$open)&($volume>Mean($volume, 10))",
    "Sum(Greater($close-Ref($close, 1), 0), 10)/(Sum(Abs($close-Ref($close, 1)), 10)+1e-12)", "Corr($close/Ref($close, 1), Log($volume+1), 20)",
    "Mean($close, 5)-Ref(Mean($close, 5), 5)", "Std(Abs($close/Ref($close, 1)-1)*$volume, 10)",
]


def parts(part):
    return [inner for child in vars(part).values() if isinstance(child, Expression) for inner in [child, *parts(child)]]


def tainted(part, first):
    """Rows that read a part without a value (a division by 0), which pandas leaves out of its windows."""
    rows = np.zeros(length, bool)
    for inner in parts(part):
        begin = lookback(inner)
        for row in np.flatnonzero(~np.isfinite(evaluate(inner, bars))):
            if row >= begin:
                rows[row : row + first - begin + 1] = True
    return rows


def case(text, rows):
    part = parse(text)
    first = lookback(part)
    whole = evaluate(part, bars)
    whole[:first] = np.nan
    whole = np.where(np.isfinite(whole) & ~tainted(part, first), whole, np.nan)
    if "EMA" in text:
        return first, whole, whole[rows]
    alone = np.array([evaluate(part, bars.iloc[row - first : row + 1])[-1] if row >= first else np.nan for row in rows])
    alone = np.where(np.isfinite(alone) & ~np.isnan(whole[rows]), alone, np.nan)
    both = ~np.isnan(alone)
    assert np.max(np.abs(alone - whole[rows])[both]) <= 1e-5 * max(np.nanstd(whole), 1e-12), text
    return first, whole, alone


def write(name, fields, rows):
    columns = {}
    for key, text in fields:
        first, whole, kept = case(text, rows)
        columns[key] = {"expression": text, "warmupBars": first, "deviation": float(np.nanstd(whole)), "values": encode(kept)}
    versions = {package: version(package) for package in ["pyqlib", "pandas", "numpy"]}
    document = {"madeBy": "tests/golden/qlib/make.py", "versions": versions, "rows": [int(row) for row in rows], "columns": columns}
    (here / name).write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(name, len(columns))


write("operators.json", [(text, text) for text in OPERATORS], [*range(120), *range(120, length, 4)])
fields, labels = Alpha158DL.get_feature_config()
write("alpha158.json", list(zip(labels, fields)), [*range(55, 75), *range(76, length, 7)])
