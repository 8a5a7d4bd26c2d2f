"""Golden figures of return series, made by quantstats, empyrical-reloaded, statsmodels and scipy.

    pip install quantstats==0.0.86 empyrical-reloaded==0.7.1 statsmodels==0.15.0 scipy==1.17.1
    python make.py [folder]

Writes return-metrics.json beside this file or into the folder. All series are simulated with fixed seeds and rounded to 6 digits.
null is NaN; "inf" and "-inf" are the infinities.
"""
import importlib.metadata
import json
import pathlib
import sys
import warnings

import empyrical as e
import numpy as np
import pandas as pd
import quantstats as qs
import statsmodels.api as sm
from scipy import optimize, stats

warnings.filterwarnings("ignore")
q = qs.stats


def number(value):
    value = float(value)
    if np.isnan(value):
        return None
    return value if np.isfinite(value) else ("inf" if value > 0 else "-inf")


def market(rng, n):
    """Daily returns with clustered volatility, fat tails and a drift: what an index looks like."""
    out, variance = [], 1e-4
    for _ in range(n):
        r = np.sqrt(variance) * rng.standard_t(5) * np.sqrt(3 / 5)
        out.append(0.0004 + r)
        variance = 2e-6 + 0.1 * r * r + 0.88 * variance
    return np.round(out, 6)


def own(r, dates, periods, risk_free):
    s = pd.Series(r, index=dates)
    # quantstats takes a yearly rate and makes it one per period; this is the rate that comes out as risk_free.
    rf = (1 + risk_free) ** periods - 1
    return {
        "geometricMean": q.geometric_mean(s),
        "sharpeRatio": q.sharpe(s, rf=rf, periods=periods),
        "smartSharpeRatio": q.smart_sharpe(s, rf=rf, periods=periods),
        "sortinoRatio": q.sortino(s, rf=rf, periods=periods),
        "smartSortinoRatio": q.smart_sortino(s, rf=rf, periods=periods),
        "adjustedSortinoRatio": q.adjusted_sortino(s, rf=rf, periods=periods),
        "probabilisticSharpeRatio": q.probabilistic_sharpe_ratio(s, rf=rf, periods=periods),
        "probabilisticSortinoRatio": q.probabilistic_sortino_ratio(s, rf=rf, periods=periods),
        "autocorrelationPenalty": q.autocorr_penalty(s),
        "gainToPainRatio": q.gain_to_pain_ratio(s),
        "ulcerIndex": q.ulcer_index(s),
        "ulcerPerformanceIndex": q.ulcer_performance_index(s),
        "serenityIndex": q.serenity_index(s),
        "recoveryFactor": q.recovery_factor(s),
        "maxDrawdown": q.max_drawdown(s),
        "skewness": q.skew(s),
        "kurtosis": q.kurtosis(s),
        "tailRatio": q.tail_ratio(s),
        "winRate": q.win_rate(s),
        "averageReturn": q.avg_return(s),
        "averageWin": q.avg_win(s),
        "averageLoss": q.avg_loss(s),
        "bestReturn": q.best(s),
        "worstReturn": q.worst(s),
        "consecutiveWins": q.consecutive_wins(s),
        "consecutiveLosses": q.consecutive_losses(s),
        "payoffRatio": q.payoff_ratio(s),
        "profitFactor": q.profit_factor(s),
        "profitRatio": q.profit_ratio(s),
        "cpcIndex": q.cpc_index(s),
        "commonSenseRatio": q.common_sense_ratio(s),
        "outlierWinRatio": q.outlier_win_ratio(s),
        "outlierLossRatio": q.outlier_loss_ratio(s),
        "kellyCriterion": q.kelly_criterion(s),
        "riskOfRuin": q.risk_of_ruin(s),
        "calmarRatio": e.calmar_ratio(r, annualization=periods),
        "valueAtRisk": e.value_at_risk(r, cutoff=0.05),
        "conditionalValueAtRisk": e.conditional_value_at_risk(r, cutoff=0.05),
        "giniMeanDifference": np.abs(r[:, None] - r[None, :]).sum() / (len(r) * (len(r) - 1)),
        "meanAbsoluteDeviation": np.abs(r - r.mean()).mean(),
        "painIndex": -e.stats.drawdown_series(r).mean(),
        "drawdownAtRisk": np.quantile(e.stats.drawdown_series(r), 0.05),
        "conditionalDrawdownAtRisk": e.conditional_value_at_risk(e.stats.drawdown_series(r), cutoff=0.05),
        "entropicValueAtRisk": -evar(r, 0.05),
        "continuousKelly": (r - risk_free).mean() / r.var(ddof=1),
    }


def evar(r, share):
    def bound(log_t):
        t = np.exp(log_t)
        return t * (np.log(np.mean(np.exp((-r - (-r).max()) / t))) + (-r).max() / t - np.log(share))

    # A worst return at least as likely as the tail is the infimum, at t = 0, where no minimiser arrives.
    if share * len(r) <= 1:
        return (-r).max()
    at = np.log(r.std())
    return optimize.minimize_scalar(bound, bounds=(at - 8, at + 8), method="bounded", options={"xatol": 1e-10}).fun


def versus(r, b, dates, periods):
    s, t = pd.Series(r, index=dates), pd.Series(b, index=dates)
    up, down = b > 0, b < 0
    greeks = q.greeks(s, t, periods=periods)
    year = lambda x: e.cagr(x, annualization=periods)
    batting = e.batting_average(r, b)
    return {
        "beta": e.beta_aligned(r, b),
        "alpha": e.alpha_aligned(r, b, annualization=periods),
        "linearAlpha": greeks["alpha"],
        "correlation": np.corrcoef(r, b)[0, 1],
        "rSquared": q.r_squared(s, t),
        "informationRatio": q.information_ratio(s, t),
        "excessSharpe": e.excess_sharpe(r, b),
        "trackingError": (r - b).std(ddof=1) * np.sqrt(periods),
        "treynorRatio": q.treynor_ratio(s, t, periods=periods),
        "captureRatio": year(r) / year(b),
        "upCapture": year(r[up]) / year(b[up]),
        "downCapture": year(r[down]) / year(b[down]),
        "upBeta": e.beta_aligned(r[up], b[up]),
        "downBeta": e.beta_aligned(r[down], b[down]),
        "upAlpha": e.alpha_aligned(r[up], b[up], annualization=periods),
        "downAlpha": e.alpha_aligned(r[down], b[down], annualization=periods),
        "battingAverage": batting.iloc[0],
        "battingAverageUp": batting.iloc[1],
        "battingAverageDown": batting.iloc[2],
    }


def pareto(r, threshold_level, levels):
    losses = -r
    u = np.quantile(losses, threshold_level)
    y = losses[losses > u] - u

    def fitted(p):
        value = -stats.genpareto.logpdf(y, p[0], scale=np.exp(p[1])).sum()
        return value if np.isfinite(value) else 1e9

    shape, _, scale = stats.genpareto.fit(y, floc=0)
    best = np.array([shape, np.log(scale)])
    # scipy's own fit stops early; the same likelihood is followed to its maximum.
    for _ in range(6):
        best = optimize.minimize(fitted, best, method="Nelder-Mead", options={"xatol": 1e-13, "fatol": 1e-14, "maxiter": 8000}).x
    shape, scale = best[0], np.exp(best[1])
    out = []
    for level in levels:
        p = (1 - level) * len(r) / len(y)
        var = u + stats.genpareto.isf(p, shape, scale=scale)
        out.append({"level": level, "valueAtRisk": number(-var), "conditionalValueAtRisk": number(-(var + scale - shape * u) / (1 - shape))})
    return {"thresholdLevel": threshold_level, "scipyLogLikelihood": -fitted(best), "tails": out}


def tails(r, levels):
    s = pd.Series(r)
    skew, kurt, mean, sd = s.skew(), s.kurt(), r.mean(), r.std(ddof=1)
    out = []
    for level in levels:
        z = stats.norm.ppf(round(1 - level, 12))
        g = lambda x: x + (x**2 - 1) * skew / 6 + (x**3 - 3 * x) * kurt / 24 - (2 * x**3 - 5 * x) * skew**2 / 36
        nodes, weights = np.polynomial.legendre.leggauss(400)
        x = (nodes + 1) / 2 * (z + 12) - 12
        mean_below = (g(x) * stats.norm.pdf(x) * weights).sum() * (z + 12) / 2 / (1 - level)
        out.append(
            {
                "level": level,
                "parametric": [number(q.value_at_risk(s, confidence=level)), number(q.cvar(s, confidence=level))],
                "cornishFisher": [number(mean + sd * g(z)), number(mean + sd * mean_below)],
            }
        )
    return out


def regression(rng):
    n = 400
    f = np.round(np.column_stack([rng.normal(0.0004, 0.01, n), rng.normal(0, 0.006, n), rng.normal(0, 0.004, n)]), 6)
    noise = np.zeros(n)
    for t in range(1, n):
        noise[t] = 0.3 * noise[t - 1] + rng.normal(0, 0.003) * (1 + 60 * abs(f[t, 0]))
    r = np.round(0.0002 + f @ [0.8, -0.3, 0.5] + noise, 6)
    x = sm.add_constant(f)
    kinds = {
        "ordinary": sm.OLS(r - 0.0001, x).fit(),
        "white": sm.OLS(r - 0.0001, x).fit(cov_type="HC0"),
        "neweyWest": sm.OLS(r - 0.0001, x).fit(cov_type="HAC", cov_kwds={"maxlags": 5}),
    }
    return {
        "returns": r.tolist(),
        "factors": f.T.tolist(),
        "riskFree": 0.0001,
        "lags": 5,
        "fits": {
            name: {
                "value": fit.params.tolist(),
                "standardError": fit.bse.tolist(),
                "statistic": fit.tvalues.tolist(),
                "pValue": fit.pvalues.tolist(),
                "rSquared": fit.rsquared,
                "adjustedRSquared": fit.rsquared_adj,
            }
            for name, fit in kinds.items()
        },
    }


def main():
    rng = np.random.default_rng(8)
    index = market(rng, 1500)
    noise = np.round(rng.normal(0.0003, 0.02, 400), 6)
    flat = np.where(rng.random(300) < 0.3, np.round(rng.normal(0.001, 0.01, 300), 6), 0.0)
    tracker = np.round(0.8 * index + rng.normal(0, 0.004, len(index)), 6)
    cases = []
    for name, r, periods, risk_free in [
        ("like an index", index, 252, 0.0),
        ("above a risk-free rate", index[:500], 252, 0.0001),
        ("noise, every day", noise, 365, 0.0),
        ("mostly out of the market", flat, 252, 0.0),
        ("loss on day one", np.array([-0.1, 0.02, 0.03, -0.01, 0.005]), 252, 0.0),
    ]:
        dates = pd.date_range("2018-12-27", periods=len(r), freq="D" if periods == 365 else "B")
        figures = {key: number(value) for key, value in own(r, dates, periods, risk_free).items()}
        series = r.tolist() if name != "above a risk-free rate" else 500
        cases.append({"name": name, "periodsPerYear": periods, "riskFree": risk_free, "returns": series, "expected": figures})
    dates = pd.date_range("2018-12-27", periods=len(index), freq="B")
    months = q.monthly_returns(pd.Series(index, index=dates))
    window = 63
    s = pd.Series(index, index=dates)
    pick = [window - 1, 64, 500, 1000, 1499]
    rolling = {
        "rollingVolatility": q.rolling_volatility(s, window),
        "rollingSharpe": q.rolling_sharpe(s, rolling_period=window),
        "rollingSortino": q.rolling_sortino(s, rolling_period=window),
        "rollingBeta": q.rolling_greeks(pd.Series(tracker, index=dates), s, periods=window)["beta"],
    }
    made = {
        "madeBy": {"script": "make.py", **{name: importlib.metadata.version(name) for name in [
            "quantstats", "empyrical-reloaded", "pandas", "numpy", "scipy", "statsmodels"]}},
        "cases": cases,
        "tracker": tracker.tolist(),
        "benchmark": {key: number(value) for key, value in versus(tracker, index, dates, 252).items()},
        "tails": tails(index, [0.95, 0.99]),
        "pareto": pareto(index, 0.9, [0.95, 0.99, 0.999]),
        "firstTimeMs": int(dates[0].timestamp() * 1000),
        "months": [[int(year), *[number(value) for value in row]] for year, row in zip(months.index, months.to_numpy())],
        "rolling": {"windowBars": window, "rows": pick, **{key: [number(value.iloc[i]) for i in pick] for key, value in rolling.items()}},
        "regression": regression(rng),
    }
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    (folder / "return-metrics.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")


main()
