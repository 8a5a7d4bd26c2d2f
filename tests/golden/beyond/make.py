"""Outputs of indicators beyond TA-Lib: `python make.py` writes beyond.json beside this file.

Each is written down independently of the library, from its published formula, in plain NumPy (trend.py, momentum.py …, from the pieces of reference.py). Where the packages `ta` or `pandas-ta-classic` share the
definition, the result is checked against them first. What a formula leaves open at 0/0 is filled in as the library documents it. All outputs of an indicator begin on the row of the last one.

Two series of ../talib/make.py: `sp500`, its first 260 days; `made`, its rows 180 … 379, with a flat stretch, bars without range, and zero volume. A column is base64 of little-endian
doubles: its first 60 values, then every third.
"""
import base64
import importlib
import json
import pathlib
import runpy
import sys
from importlib.metadata import version

import numpy as np

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here))
common = runpy.run_path(str(here.parent / "talib" / "make.py"), run_name="beyond")

DENSE, STEP = 60, 3


def encode(x):
    first = int(np.argmin(np.isnan(x)))
    if np.isnan(x[first]):
        raise ValueError("no value at all")
    if np.isnan(x[first:]).any():
        raise ValueError("a gap after the first value")
    kept = np.concatenate([x[first : first + DENSE], x[first + DENSE :: STEP]])
    return {"first": first, "values": base64.b64encode(kept.astype("<f8").tobytes()).decode()}


cut = {"sp500": slice(0, 260), "made": slice(180, 380)}
cases = []
for name in ("sp500", "made"):
    columns = [np.asarray(x, float)[cut[name]] for x in common[name]()]
    checks = name == "sp500"
    for wing in ("trend", "momentum", "volatility", "volume", "windows"):
        for indicator, params, function in importlib.import_module(wing).CASES if (here / f"{wing}.py").exists() else ():
            try:
                result = function(checks, *columns)
                outputs = result if isinstance(result, tuple) else (result,)
                cases.append({"series": name, "indicator": indicator, "params": params, "outputs": [encode(x) for x in outputs]})
            except Exception as error:
                raise RuntimeError(f"{indicator} {params} on {name}") from error
document = {
    "reference": f"formulas in NumPy {np.__version__}",
    "checked against": f"ta {version('ta')}, pandas-ta-classic {version('pandas-ta-classic')}, arch {version('arch')}, SciPy {version('scipy')}",
    "cases": cases,
}
(here / "beyond.json").write_text(json.dumps(document, indent=0) + "\n")
