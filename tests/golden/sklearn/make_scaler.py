"""Writes scaler.json: what scikit-learn's StandardScaler makes of awkward columns. Usage: python make_scaler.py [folder]"""

import json
import platform
import sys
from pathlib import Path

import numpy
import sklearn
from sklearn.preprocessing import StandardScaler

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(20)
rows = 60

with_gaps = random.normal(0.2, 3.0, rows)
with_gaps[[0, 1, 2, 17, 59]] = numpy.nan
columns = {
    "returns": random.normal(0.0004, 0.01, rows),
    "volume": random.exponential(1e9, rows),
    "with_gaps": with_gaps,
    "constant": numpy.full(rows, 0.1),
    "zero": numpy.zeros(rows),
    "far_from_zero": 1e8 + random.normal(0.0, 1.0, rows),
    "constant_but_for_rounding": 0.1 + numpy.where(numpy.arange(rows) % 2 == 0, 0.0, 1.4e-17),
    "tiny": random.normal(0.0, 1e-160, rows),
    "one_value": numpy.where(numpy.arange(rows) == 30, 4.5, numpy.nan),
}
train = 40
values = numpy.column_stack(list(columns.values()))
scaler = StandardScaler().fit(values[:train])
scaled = scaler.transform(values)


def plain(array):
    return [None if numpy.isnan(x) else float(x) for x in array]


document = {
    "provenance": "StandardScaler().fit(first `train` rows).transform(all rows); null is NaN; made by make_scaler.py",
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
    "train": train,
    "columns": {name: plain(column) for name, column in columns.items()},
    "mean": plain(scaler.mean_),
    "scale": plain(scaler.scale_),
    "scaled": {name: plain(scaled[:, k]) for k, name in enumerate(columns)},
}
(folder / "scaler.json").write_text(json.dumps(document, indent=1) + "\n")
