"""Writes time-series-split.json: the splits of scikit-learn's TimeSeriesSplit. Usage: python make_time_series_split.py [folder]"""

import json
import platform
import sys
from itertools import product
from pathlib import Path

import numpy
import sklearn
from sklearn.model_selection import TimeSeriesSplit

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent


def run(rows):
    """First and last row of an ascending run without holes, or None when it is empty."""
    if len(rows) == 0:
        return None
    assert (numpy.diff(rows) == 1).all()
    return [int(rows[0]), int(rows[-1])]


def splits_of(samples, options):
    splitter = TimeSeriesSplit(
        n_splits=options["splits"],
        gap=options["gap"],
        test_size=options["testSize"],
        max_train_size=options["maxTrainSize"],
    )
    try:
        return [[run(train), run(test)] for train, test in splitter.split(numpy.zeros((samples, 1)))]
    except ValueError:
        return None


cases = []
for samples, splits, gap, test_size, max_train_size in product(
    [2, 6, 20, 47, 101], [2, 3, 5, 10], [0, 1, 3], [None, 1, 2, 9], [None, 1, 4, 30]
):
    options = {"splits": splits, "gap": gap, "testSize": test_size, "maxTrainSize": max_train_size}
    cases.append({"samples": samples, **options, "parts": splits_of(samples, options)})

document = {
    "provenance": "TimeSeriesSplit(...).split(samples): [first, last] row of each training and test part, "
    "parts null where it refuses; made by make_time_series_split.py",
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
}
lines = ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in cases)
text = json.dumps(document, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
json.loads(text)
(folder / "time-series-split.json").write_text(text)
