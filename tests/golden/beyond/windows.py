"""Statistics of sliding windows."""
import numpy as np
import pandas_ta_classic as pta
from reference import *

CASES = [
    ("logChange", {"period": 3}, lambda check, o, h, l, c, v: np.log(c / shift(c, 3))),
]
