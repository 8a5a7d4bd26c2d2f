"""Writes imputer.json: what scikit-learn's SimpleImputer(strategy='median') makes of awkward columns. Usage: python make_imputer.py [folder]"""

import json
import platform
import sys
from pathlib import Path

import numpy
import sklearn
from sklearn.impute import SimpleImputer

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(21)
rows = 50


def with_gaps(values, share):
    return numpy.where(random.uniform(size=rows) < share, numpy.nan, values)


columns = {
    "complete": random.normal(0.0, 1.0, rows),
    "odd_count": numpy.where(numpy.arange(rows) == 3, numpy.nan, random.normal(5.0, 2.0, rows)),
    "many_gaps": with_gaps(random.exponential(1e9, rows), 0.7),
    "ties": with_gaps(random.integers(-2, 3, rows).astype(float), 0.2),
    "negative_zero": with_gaps(numpy.where(random.uniform(size=rows) < 0.8, -0.0, 1.0), 0.1),
    "one_value": numpy.where(numpy.arange(rows) == 30, 4.5, numpy.nan),
    "huge": with_gaps(random.uniform(1e307, 1.5e307, rows), 0.1),
    "tiny": with_gaps(random.uniform(1e-310, 5e-310, rows), 0.1),
}
train = 35
values = numpy.column_stack(list(columns.values()))
imputer = SimpleImputer(strategy="median").fit(values[:train])
imputed = imputer.transform(values)


def plain(array):
    return [None if numpy.isnan(x) else float(x) for x in array]


document = {
    "provenance": "SimpleImputer(strategy='median').fit(first `train` rows).transform(all rows); null is NaN; made by make_imputer.py",
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
    "train": train,
    "columns": {name: plain(column) for name, column in columns.items()},
    "median": plain(imputer.statistics_),
    "imputed": {name: plain(imputed[:, k]) for k, name in enumerate(columns)},
}
(folder / "imputer.json").write_text(json.dumps(document, indent=1) + "\n")
