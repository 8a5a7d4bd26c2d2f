"""Writes scaler-kinds.json: what scikit-learn's RobustScaler, MinMaxScaler and QuantileTransformer make of awkward columns.

Usage: python make_scaler_kinds.py [folder]
"""

import base64
import json
import platform
import struct
import sys
from pathlib import Path

import numpy
import scipy
import sklearn
from sklearn.preprocessing import MinMaxScaler, QuantileTransformer, RobustScaler

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(22)


def with_gaps(values, share):
    return numpy.where(random.uniform(size=len(values)) < share, numpy.nan, values)


def draw(rows, train):
    columns = {
        "returns": random.normal(0.0004, 0.01, rows),
        "volume": random.exponential(1e9, rows),
        "with_gaps": with_gaps(random.normal(0.2, 3.0, rows), 0.3),
        "ties": random.integers(-2, 3, rows).astype(float),
        "flag": (random.uniform(size=rows) < 0.1).astype(float),
        "constant": numpy.full(rows, 0.1),
        "zero": numpy.zeros(rows),
        "far_from_zero": 1e8 + random.normal(0.0, 1.0, rows),
        "tiny_range": 1.0 + numpy.arange(rows) * 2.220446049250313e-16,
        "constant_but_for_rounding": 0.5 + (numpy.arange(rows) % 3) * 1.1102230246251565e-16,
        "outliers": random.standard_t(1.2, rows),
        "one_value": numpy.where(numpy.arange(rows) == train // 2, 4.5, numpy.nan),
    }
    # Rows after the training part: its own values, between them, beyond its range, missing.
    for name in ("returns", "ties", "outliers", "flag"):
        columns[name][train:] *= 3.0
    columns["constant"][train:] = [0.1, 0.2, 0.0, numpy.nan] * ((rows - train) // 4)
    columns["one_value"][train:] = [4.5, 5.0, 4.0, numpy.nan] * ((rows - train) // 4)
    return columns


SCALERS = {
    "robust": lambda rows: RobustScaler(),
    "minMax": lambda rows: MinMaxScaler(),
    "uniform": lambda rows: QuantileTransformer(n_quantiles=min(1000, rows), subsample=None, output_distribution="uniform"),
    "normal": lambda rows: QuantileTransformer(n_quantiles=min(1000, rows), subsample=None, output_distribution="normal"),
}


def doubles(array):
    return base64.b64encode(struct.pack(f"<{len(array)}d", *array)).decode()


def case(rows, train, names=None, every=1):
    """All rows are scaled, every `every`-th is stored."""
    columns = {name: column for name, column in draw(rows, train).items() if names is None or name in names}
    values = numpy.column_stack(list(columns.values()))
    scaled = {}
    for kind, make in SCALERS.items():
        result = make(train).fit(values[:train]).transform(values)
        scaled[kind] = {name: doubles(result[::every, k]) for k, name in enumerate(columns)}
    return {"train": train, "every": every, "columns": {name: doubles(column) for name, column in columns.items()}, "scaled": scaled}


document = {
    "provenance": "each scaler .fit(first `train` rows).transform(all rows); base64 of little-endian doubles; made by make_scaler_kinds.py",
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    },
    "cases": [case(52, 40), case(9, 1), case(1132, 1100, ("returns", "ties", "with_gaps"), 7)],
}
(folder / "scaler-kinds.json").write_text(json.dumps(document, indent=1) + "\n")
