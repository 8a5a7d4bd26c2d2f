"""GARCH models fitted by arch to the S&P 500 of examples/data: `python make.py` writes arch.json beside this file.

Each model is fitted twice: as arch does by default (`anchor`), and with the optimiser's tolerance at 1e-13, of which robust standard errors, variance forecasts and every 250th conditional volatility are
kept. The exponentially weighted volatility is pandas'.
"""
import base64
import json
import pathlib
import warnings

import arch
import numpy as np
import pandas as pd
import scipy
from arch import arch_model

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
rows = (here.parents[2] / "examples/data/sp500-1d.csv").read_text().splitlines()[1:]
close = np.array([float(row.split(",")[4]) for row in rows])
RETURNS = {"simple": 100 * (close[1:] / close[:-1] - 1), "log": 100 * np.diff(np.log(close))}
KINDS = {"garch": ("GARCH", 0), "gjr": ("GARCH", 1), "egarch": ("EGARCH", 1)}


def case(returns, model="garch", distribution="normal", mean="constant", shockLags=1, varianceLags=1):
    vol, signs = KINDS[model]
    spec = dict(p=shockLags, o=signs * shockLags, q=varianceLags, dist=distribution, mean=mean.capitalize(), rescale=False)
    built = arch_model(RETURNS[returns], vol=vol, **spec)
    anchor = built.fit(disp="off")
    fit = built.fit(disp="off", options={"ftol": 1e-13, "maxiter": 1000})
    horizon = 1 if model == "egarch" else 5
    return {
        "returns": returns,
        "options": dict(model=model, distribution=distribution, mean=mean, shockLags=shockLags, varianceLags=varianceLags),
        "anchor": {"parameters": anchor.params.tolist(), "logLikelihood": anchor.loglikelihood},
        "names": fit.params.index.tolist(),
        "parameters": fit.params.tolist(),
        "logLikelihood": fit.loglikelihood,
        "standardErrors": fit.std_err.tolist(),
        "forecasts": fit.forecast(horizon=horizon).variance.to_numpy()[-1].tolist(),
        "volatility": np.asarray(fit.conditional_volatility)[::250].tolist(),
        "standardResiduals": np.asarray(fit.std_resid)[::250].tolist(),
    }


CASES = [
    case("simple"),
    case("simple", mean="zero"),
    case("log"),
    case("simple", "gjr"),
    case("simple", "egarch"),
    case("simple", distribution="t"),
    case("log", "gjr", "t"),
    case("log", "egarch", "t", "zero"),
    case("simple", shockLags=2, varianceLags=2),
    case("simple", "gjr", shockLags=2),
    case("simple", "egarch", "t", shockLags=2),
    case("simple", "egarch", varianceLags=2),
]

squares = np.diff(np.log(close[:701])) ** 2
seeded = np.concatenate([[np.mean(squares[:20])], squares[20:]])
ewma = np.sqrt(pd.Series(seeded).ewm(alpha=0.06, adjust=False).mean().to_numpy())
document = {
    "reference": f"arch {arch.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}, pandas {pd.__version__}",
    "cases": CASES,
    "ewma": base64.b64encode(ewma.astype("<f8").tobytes()).decode(),
}
(here / "arch.json").write_text(json.dumps(document, indent=0) + "\n")
