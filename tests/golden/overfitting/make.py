"""Overfitting statistics by plain NumPy transcriptions of the papers' formulas, and by arch's SPA: `python make.py [folder]` writes overfitting.json.

    pip install numpy==2.4.6 scipy==1.17.1 arch==8.0.0 statsmodels==0.15.0

Bailey and Lopez de Prado, The Sharpe Ratio Efficient Frontier (2012) and The Deflated Sharpe Ratio (2014); Bailey, Borwein, Lopez de Prado and Zhu,
The Probability of Backtest Overfitting (2015); Harvey and Liu, Backtesting (2015); White, A Reality Check for Data Snooping (2000); Hansen, A Test for
Superior Predictive Ability (2005). Moments are scipy's with bias=False. The long case is the S&P 500 of examples/data.
"""
import json
import pathlib
import platform
import sys
from itertools import combinations

import arch
import numpy as np
import scipy
import scipy.stats as st
import statsmodels
from arch.bootstrap import SPA, StationaryBootstrap
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
rng = np.random.default_rng(20261121)
rows = (here.parents[2] / "examples/data/sp500-1d.csv").read_text().splitlines()[1:]
close = np.array([float(row.split(",")[4]) for row in rows])
SP500 = close[1:] / close[:-1] - 1


def moments(r):
    sharpe = r.mean() / r.std(ddof=1)
    skew = st.skew(r, bias=False)
    kurtosis = st.kurtosis(r, fisher=False, bias=False)
    return sharpe, 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe**2


def psr(r, benchmark):
    sharpe, variance = moments(r)
    return st.norm.cdf((sharpe - benchmark) * np.sqrt(len(r) - 1) / np.sqrt(variance))


def expected_maximum(trials, variance):
    gamma = np.euler_gamma
    return np.sqrt(variance) * ((1 - gamma) * st.norm.ppf(1 - 1 / trials) + gamma * st.norm.ppf(1 - 1 / (trials * np.e)))


def track_record(r, benchmark, confidence):
    sharpe, variance = moments(r)
    if sharpe <= benchmark:
        return None
    return 1 + variance * (st.norm.ppf(confidence) / (sharpe - benchmark)) ** 2


def sharpe_case(name, r):
    stored = {} if name == "sp500" else {"returns": r.tolist()}
    return {
        "name": name,
        **stored,
        "psr": [[b, psr(r, b)] for b in (0, 0.01, -0.02, 0.05)],
        "dsr": [[n, v, psr(r, expected_maximum(n, v))] for n, v in ((2, 0.001), (10, 0.0005), (500, 0.0001), (100000, 0.00002))],
        "trackRecord": [[b, c, track_record(r, b, c)] for b, c in ((0, 0.95), (-0.02, 0.99), (0, 0.6))],
    }


def bhy(p):
    """As in the paper: the largest p-value stays, each other is the least of its own adjustment and the one above it."""
    order = np.argsort(p, kind="stable")
    count = len(p)
    harmonic = sum(1 / k for k in range(1, count + 1))
    out = np.empty(count)
    above = p[order[-1]]
    out[order[-1]] = above
    for rank in range(count - 1, 0, -1):
        above = min(above, count * harmonic / rank * p[order[rank - 1]])
        out[order[rank - 1]] = above
    return out


def haircut_case(sharpes, observations):
    t = np.abs(sharpes) * np.sqrt(observations)
    p = 2 * st.t.sf(t, observations - 1)
    adjusted = {
        "bonferroni": multipletests(p, method="bonferroni")[1],
        "holm": multipletests(p, method="holm")[1],
        "bhy": bhy(p),
    }
    back = {k: (np.sign(sharpes) * st.t.isf(a / 2, observations - 1) / np.sqrt(observations)).tolist() for k, a in adjusted.items()}
    return {
        "trialSharpes": sharpes.tolist(),
        "observations": observations,
        "pValue": p.tolist(),
        "adjusted": {k: a.tolist() for k, a in adjusted.items()},
        "sharpe": back,
    }


def cscv_case(name, returns, blocks):
    """returns: rows x trials."""
    parts = np.array_split(np.arange(len(returns)), blocks)

    def sharpe(which):
        r = returns[np.concatenate([parts[b] for b in which])]
        return r.mean(0) / r.std(0, ddof=1)

    logits, chosen, inside, outside, every = [], [], [], [], []
    for half in combinations(range(blocks), blocks // 2):
        first = sharpe(half)
        second = sharpe([b for b in range(blocks) if b not in half])
        best = int(np.argmax(first))
        share = st.rankdata(second)[best] / (returns.shape[1] + 1)
        logits.append(np.log(share / (1 - share)))
        chosen.append(best)
        inside.append(first[best])
        outside.append(second[best])
        every.append(second)
    slope, intercept = np.polyfit(inside, outside, 1)
    every = np.concatenate(every)
    levels = np.linspace(every.min(), every.max(), 101)
    outside = np.array(outside)
    return {
        "name": name,
        "blocks": blocks,
        "returns": returns.T.tolist(),
        "probability": float(np.mean(np.array(logits) <= 0)),
        "logits": logits,
        "chosen": chosen,
        "inSample": inside,
        "outOfSample": outside.tolist(),
        "slope": slope,
        "intercept": intercept,
        "lossProbability": float(np.mean(outside < 0)),
        "levels": levels.tolist(),
        "chosenShare": [float(np.mean(outside <= level)) for level in levels],
        "allShare": [float(np.mean(every <= level)) for level in levels],
    }


class Draws(StationaryBootstrap):
    """arch's own bootstrap, which also keeps the rows it drew."""

    def update_indices(self):
        drawn = super().update_indices()
        self.kept = [*getattr(self, "kept", []), np.asarray(drawn).tolist()]
        return drawn


def spa_case(name, returns, benchmark, block, reps):
    """arch takes losses. Its statistics are not divided by standard errors; those of Hansen's paper are computed from the same draws."""
    rows = len(returns)
    spa = SPA(-benchmark, -returns, block_size=block, reps=reps, seed=7)
    spa.bootstrap = Draws(block, spa._loss_diff, seed=7)
    spa.compute()
    draws = np.array(spa.bootstrap.kept)
    assert draws.shape == (reps, rows)
    excess = returns - benchmark[:, None]
    mean = excess.mean(0)
    centred = excess - mean
    p = 1 / block
    omega = (centred**2).sum(0) / rows
    for lag in range(1, rows):
        weight = (1 - lag / rows) * (1 - p) ** lag + lag / rows * (1 - p) ** (rows - lag)
        omega += 2 * weight * (centred[:-lag] * centred[lag:]).sum(0) / rows
    assert np.allclose(omega, spa._loss_diff_var, rtol=1e-12)
    omega = np.sqrt(omega)
    bound = -omega * np.sqrt(2 * np.log(np.log(rows)) / rows)
    shift = {"lower": np.maximum(mean, 0), "consistent": np.where(mean >= bound, mean, 0), "upper": mean}
    drawn = np.array([excess[d].mean(0) for d in draws])
    statistic = (np.sqrt(rows) * mean / omega).max()
    maxima = {k: (np.sqrt(rows) * (drawn - g) / omega).max(1) for k, g in shift.items()}
    simulated = spa._simulated_vals.max(0) * np.sqrt(rows)
    return {
        "name": name,
        "returns": returns.T.tolist(),
        "benchmark": benchmark.tolist(),
        "meanBlockRows": block,
        "drawnRows": draws.tolist(),
        "arch": {
            "pValues": {k: float(v) for k, v in spa.pvalues.items()},
            "maxima": {k: simulated[:, i].tolist() for i, k in enumerate(("lower", "consistent", "upper"))},
        },
        "hansen": {
            "statistic": statistic,
            "best": int(np.argmax(mean / omega)),
            "pValues": {k: float(np.mean(m > statistic)) for k, m in maxima.items()},
            "maxima": {k: m.tolist() for k, m in maxima.items()},
        },
        "white": {
            "statistic": np.sqrt(rows) * mean.max(),
            "pValue": float(np.mean((np.sqrt(rows) * (drawn - mean)).max(1) > np.sqrt(rows) * mean.max())),
        },
    }


def rounded(array):
    return np.round(array, 6)


def trials(rows, edges, tails=6):
    common = rng.standard_t(tails, rows)
    return rounded(np.column_stack([0.01 * (0.5 * common + rng.standard_t(tails, rows)) + edge for edge in edges]))


skewed = rounded(0.002 + 0.01 * (rng.gamma(2, 1, 60) - 2))
document = {
    "provenance": "made by make.py: NumPy transcriptions of the papers' formulas, null where the record is endless, statsmodels (Bonferroni, Holm), arch.bootstrap.SPA",
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "arch": arch.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "sharpe": [
        sharpe_case("sp500", SP500),
        sharpe_case("skewed to the right", skewed),
        sharpe_case("fat tails", rounded(0.001 + 0.01 * rng.standard_t(3, 250))),
        sharpe_case("losing, four rows", np.array([0.01, -0.02, 0.005, -0.011])),
    ],
    "expectedMaximum": [[n, v, expected_maximum(n, v)] for n, v in ((2, 1.0), (10, 0.5), (1000, 0.02), (1000000, 0.003))],
    "haircut": [
        haircut_case(rounded(rng.normal(0.03, 0.06, 12)), 750),
        haircut_case(np.array([0.4, 0.05]), 40),
        haircut_case(np.array([0.1]), 500),
    ],
    "cscv": [
        cscv_case("noise", trials(67, [0] * 7), 6),
        cscv_case("one good trial", trials(120, [0, 0, 0.006, 0, -0.002]), 8),
    ],
    "spa": [
        spa_case("noise", trials(90, [0] * 6), rounded(0.01 * rng.standard_normal(90)), 9, 120),
        spa_case("good and hopeless", trials(120, [0.0012, 0.0005, -0.02, -0.0035, -0.003]), rounded(0.005 * rng.standard_normal(120)), 5, 150),
    ],
}
(folder / "overfitting.json").write_text(json.dumps(document, separators=(",", ":")).replace('},{"', '},\n{"') + "\n")
