"""Runs functions of the installed TA-Lib: `python talib_peer.py <folder>` reads cases.json and the series' .bin files there and writes results.bin.

A case is [name, series, rows, options, unstable period]; a series is columns of little-endian doubles, one after the other, in the order
open, high, low, close, volume, periods, unit. Results are all outputs of all cases as doubles, or one NaN per output and row where TA-Lib refuses.
"""
import json
import pathlib
import sys

import numpy as np
import talib
from talib import abstract

folder = pathlib.Path(sys.argv[1])
COLUMNS = ["open", "high", "low", "close", "volume", "periods", "unit"]

with open(folder / "results.bin", "wb") as results:
    for name, series, rows, options, unstable in json.loads((folder / "cases.json").read_text()):
        values = np.fromfile(folder / f"{series}.bin", dtype="<f8").reshape(len(COLUMNS), rows)
        columns = dict(zip(COLUMNS, values))
        if unstable:
            talib.set_unstable_period(name, unstable)
        function = abstract.Function(name)
        # JSON does not tell 2 from 2.0; TA-Lib does.
        typed = {key: type(function.parameters[key])(value) if key in function.parameters else value for key, value in options.items()}
        outputs = function(columns, **typed)
        if unstable:
            talib.set_unstable_period(name, 0)
        for output in outputs if isinstance(outputs, (list, tuple)) else [outputs]:
            results.write(np.asarray(output, dtype="<f8").tobytes())
print(f"TA-Lib {talib.__version__} ({talib.__ta_version__.decode()}), NumPy {np.__version__}")
