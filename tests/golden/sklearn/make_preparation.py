"""Writes preparation.json: imputation by mean and constant (scikit-learn), bounds of outliers (NumPy, SciPy) and filling forward (pandas).

Usage: python make_preparation.py [folder]
"""

import json
import platform
import sys
from pathlib import Path

import numpy
import pandas
import scipy
import sklearn
from scipy.stats import median_abs_deviation
from sklearn.impute import SimpleImputer

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
random = numpy.random.default_rng(23)
rows, train = 60, 45


def with_gaps(values, share):
    return numpy.where(random.uniform(size=rows) < share, numpy.nan, values)


columns = {
    "returns": random.normal(0.0004, 0.01, rows),
    "gaps": with_gaps(random.exponential(1e9, rows), 0.5),
    "heavy_tails": random.standard_t(1.3, rows),
    "ties": with_gaps(random.integers(-2, 3, rows).astype(float), 0.2),
    "flag": (random.uniform(size=rows) < 0.08).astype(float),
    "constant": numpy.full(rows, 0.1),
    "far_from_zero": 1e8 + random.normal(0.0, 1.0, rows),
    "one_value": numpy.where(numpy.arange(rows) == 30, 4.5, numpy.nan),
}
values = numpy.column_stack(list(columns.values()))
fitted = values[:train]


def plain(array):
    return [None if numpy.isnan(x) else float(x) for x in array]


def by_name(matrix):
    return {name: plain(matrix[:, k]) for k, name in enumerate(columns)}


def or_range(low, high):
    """Where the bounds meet, the range of the values."""
    meets = ~(low < high)
    return {
        "lower": plain(numpy.where(meets, numpy.nanmin(fitted, axis=0), low)),
        "upper": plain(numpy.where(meets, numpy.nanmax(fitted, axis=0), high)),
    }


def quantile(share):
    return numpy.nanquantile(fitted, share, axis=0)


median = numpy.nanmedian(fitted, axis=0)
deviation = median_abs_deviation(fitted, axis=0, scale="normal", nan_policy="omit")
low, high = quantile(0.25), quantile(0.75)
outliers = {
    "quantile": or_range(quantile(0.05), quantile(0.9)),
    "mad": or_range(median - 3 * deviation, median + 3 * deviation),
    "iqr": or_range(low - 1.5 * (high - low), high + 1.5 * (high - low)),
}
clipped = pandas.DataFrame(columns).clip(outliers["iqr"]["lower"], outliers["iqr"]["upper"], axis=1)
imputers = {
    "mean": SimpleImputer(strategy="mean").fit(fitted),
    "constant": SimpleImputer(strategy="constant", fill_value=-7.5).fit(fitted),
}
document = {
    "provenance": "fitted on the first `train` rows; null is NaN; bounds that meet are the range of the values; made by make_preparation.py",
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "pandas": pandas.__version__,
        "scikit-learn": sklearn.__version__,
    },
    "train": train,
    "columns": by_name(values),
    "imputed": {name: by_name(imputer.transform(values)) for name, imputer in imputers.items()},
    "outliers": outliers,
    "clipped": by_name(clipped.to_numpy()),
    "forward": {str(limit): by_name(pandas.DataFrame(columns).ffill(limit=limit).to_numpy()) for limit in (1, 3)},
}
(folder / "preparation.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
