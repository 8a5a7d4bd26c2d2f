"""Golden return and risk metrics, made by empyrical-reloaded.

    pip install empyrical-reloaded==0.7.1 arch==8.0.0
    python make.py [folder]

Writes returns.json beside this file or into the folder. The long case is the S&P 500's daily closes as bundled with arch (University of
Illinois/NCSA licence); the notice stands in examples/data/README.md. null is NaN; "inf" and "-inf" are the infinities.
"""
import importlib.metadata
import json
import pathlib
import sys
import warnings

import empyrical as e
import numpy as np
from arch.data import sp500

warnings.filterwarnings("ignore")


def number(value):
    value = float(value)
    if np.isnan(value):
        return None
    return value if np.isfinite(value) else ("inf" if value > 0 else "-inf")


def case(name, returns, periods, risk_free=0.0, level=0.95, closes=None):
    r = np.asarray(returns, dtype=float)
    # Rounded, or 1 - 0.9 would be 0.09999999999999998 and the tail one observation shorter than asked for.
    cutoff = round(1 - level, 12)
    per_year = {"annualization": periods}
    out = {"name": name, "periodsPerYear": periods, "riskFree": risk_free, "level": level}
    out["returns" if closes is None else "closes"] = r.tolist() if closes is None else closes
    expected = {
        "totalReturn": e.cum_returns_final(r),
        "cagr": e.cagr(r, **per_year),
        "annualVolatility": e.annual_volatility(r, **per_year),
        "sharpeRatio": e.sharpe_ratio(r, risk_free=risk_free, **per_year),
        "sortinoRatio": e.sortino_ratio(r, required_return=risk_free, **per_year),
        "downsideRisk": e.downside_risk(r, required_return=risk_free, **per_year),
        "calmarRatio": e.calmar_ratio(r, **per_year),
        "omegaRatio": e.omega_ratio(r, risk_free=risk_free),
        "maxDrawdown": e.max_drawdown(r),
        "valueAtRisk": e.value_at_risk(r, cutoff=cutoff),
        "conditionalValueAtRisk": e.conditional_value_at_risk(r, cutoff=cutoff),
        "stability": e.stability_of_timeseries(r),
    }
    if level == 0.95:
        expected["tailRatio"] = e.tail_ratio(r)
    out["expected"] = {key: number(value) for key, value in expected.items()}
    if len(r) <= 400 and len(r) > 0:
        out["drawdowns"] = [number(value) for value in e.stats.drawdown_series(r)]
    return out


def pair(name, returns, factor, periods, risk_free):
    r, f = np.asarray(returns, dtype=float), np.asarray(factor, dtype=float)
    return {
        "name": name,
        "periodsPerYear": periods,
        "riskFree": risk_free,
        "returns": r.tolist(),
        "benchmark": f.tolist(),
        "beta": number(e.beta_aligned(r, f, risk_free=risk_free)),
        "alpha": number(e.alpha_aligned(r, f, risk_free=risk_free, annualization=periods)),
    }


def main():
    rng = np.random.default_rng(25)
    closes = sp500.load()["Close"].to_numpy()
    sp = e.simple_returns(closes)
    noise = np.round(rng.normal(0.0005, 0.01, 252), 8)
    fat = np.round(rng.standard_t(3, 300) * 0.02, 8)
    cases = [
        case("S&P 500 daily", sp, 252, closes=closes.tolist()),
        case("noise", noise, 252),
        case("noise above a risk-free rate, 99 %", noise, 252, risk_free=0.0002, level=0.99),
        case("fat tails, hourly year, 90 %", fat, 8766, risk_free=0.0001, level=0.9),
        case("eleven returns, 90 %", np.round(rng.normal(0, 0.01, 11), 8), 12, level=0.9),
        case("loss on day one", [-0.1, 0.02, 0.03, -0.01], 252),
        case("only gains", [0.01, 0.02, 0.005], 252),
        case("only losses", [-0.01, -0.02, -0.005], 252),
        case("equal gains", [0.001] * 20, 252),
        case("equal losses", [-0.003] * 20, 252),
        case("all zero", [0.0] * 10, 252),
        case("none", [], 252),
        case("one", [0.02], 252),
        case("one loss", [-0.02], 252),
        case("two", [0.02, -0.01], 252),
        case("two equal", [0.01, 0.01], 252),
        case("total loss", [0.05, -1.0, 0.0], 252),
        case("more than everything lost", [0.05, -1.2, 0.1], 252),
    ]
    factor = np.round(rng.normal(0.0003, 0.012, 252), 8)
    pairs = [
        pair("correlated", np.round(0.7 * factor + rng.normal(0, 0.004, 252), 8), factor, 252, 0.0),
        pair("risk-free rate", np.round(-0.3 * factor + rng.normal(0, 0.004, 252), 8), factor, 365, 0.0001),
        pair("flat benchmark", [0.01, -0.02, 0.03], [0.0, 0.0, 0.0], 252, 0.0),
        pair("one", [0.01], [0.02], 252, 0.0),
    ]
    made = {
        "madeBy": {
            "script": "make.py",
            "empyrical-reloaded": importlib.metadata.version("empyrical-reloaded"),
            "arch": importlib.metadata.version("arch"),
            "numpy": np.__version__,
        },
        "cases": cases,
        "pairs": pairs,
    }
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    (folder / "returns.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")


main()
