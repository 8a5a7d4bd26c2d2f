"""Tests of loss differences: `python make.py` writes loss-difference.json beside this file.

Standard errors by statsmodels' OLS on a constant with HAC covariance (Bartlett), tails by SciPy, block lengths and the p-value of a centred mean by arch's stationary
bootstrap with 100,000 draws.
"""
import json
import pathlib

import arch
import numpy as np
import scipy
import scipy.stats
import statsmodels
import statsmodels.api as sm
from arch.bootstrap import StationaryBootstrap, optimal_block_length

here = pathlib.Path(__file__).parent


def lags(n, horizon):
    return min(n - 1, max(int(np.floor(4 * (n / 100) ** (2 / 9))), horizon - 1))


def robust(d, horizon):
    fit = sm.OLS(d, np.ones(len(d))).fit(cov_type="HAC", cov_kwds={"maxlags": lags(len(d), horizon), "use_correction": False})
    return float(fit.bse[0])


def case(name, rows, horizon, edge, dependence, seed):
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(rows)
    for i in range(1, rows):
        noise[i] += dependence * noise[i - 1]
    champion = np.round(np.exp(0.3 * rng.standard_normal(rows)), 6)
    challenger = np.round(champion - edge - 0.2 * noise, 6)
    d = champion - challenger
    se = robust(d, horizon)
    arms = float(np.hypot(robust(champion, horizon), robust(challenger, horizon)))
    block = float(optimal_block_length(d)["stationary"].iloc[0])
    draws = StationaryBootstrap(max(1.0, block), d, seed=1).apply(np.mean, 100_000)[:, 0]
    return {
        "name": name,
        "champion": champion.tolist(),
        "challenger": challenger.tolist(),
        "horizonBars": horizon,
        "mean": float(d.mean()),
        "standardError": se,
        "pBetter": float(scipy.stats.t.sf(d.mean() / se, rows - 1)),
        "pWorse": float(scipy.stats.t.cdf(d.mean() / se, rows - 1)),
        "armsStandardError": arms,
        "armsPBetter": float(scipy.stats.t.sf(d.mean() / arms, 2 * rows - 2)),
        "blockLength": block,
        "bootstrapPBetter": float(np.mean(draws - d.mean() >= d.mean())),
    }


cases = [
    case("40 rows", 40, 1, 0.05, 0.0, 1),
    case("150 dependent rows", 150, 1, 0.03, 0.6, 2),
    case("150 rows, labels of 12 bars", 150, 12, 0.02, 0.8, 3),
    case("300 rows, the challenger worse", 300, 1, -0.02, 0.4, 4),
]
versions = {"statsmodels": statsmodels.__version__, "scipy": scipy.__version__, "arch": arch.__version__, "numpy": np.__version__}
(here / "loss-difference.json").write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
print(versions)
