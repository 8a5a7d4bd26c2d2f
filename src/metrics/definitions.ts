import type { BenchmarkMetricName, ReturnMetricName } from './return-metrics.js'

/** What a number is: fractions are shown as per cent, `bars` count rows. */
export type MetricUnit = 'fraction' | 'fraction per year' | 'ratio' | 'multiple' | 'probability' | 'number' | 'bars'

/** What a metric is, for a table's hover or footnote. */
export interface MetricDefinition {
  label: string
  /** r stands for the returns, n for their number. */
  formula: string
  unit: MetricUnit
  /** The function of a library that gives the same number, or the paper. */
  source: string
}

/** Definition of every metric that `returnMetrics` and `benchmarkMetrics` give, under the name of its function. */
export const metricDefinitions: Readonly<Record<ReturnMetricName | BenchmarkMetricName, MetricDefinition>> = {
  totalReturn: { label: 'Total return', formula: 'Π(1 + r) − 1', unit: 'fraction', source: 'empyrical cum_returns_final' },
  cagr: { label: 'CAGR', formula: '(Π(1 + r))^(periodsPerYear / n) − 1', unit: 'fraction per year', source: 'empyrical cagr' },
  geometricMean: { label: 'Geometric mean', formula: '(Π(1 + r))^(1 / n) − 1', unit: 'fraction', source: 'quantstats geometric_mean' },
  annualVolatility: {
    label: 'Volatility',
    formula: 'sd(r) · √periodsPerYear, sd with n − 1',
    unit: 'fraction per year',
    source: 'empyrical annual_volatility',
  },
  downsideRisk: {
    label: 'Downside risk',
    formula: '√(mean(min(r − riskFree, 0)²)) · √periodsPerYear',
    unit: 'fraction per year',
    source: 'empyrical downside_risk',
  },
  sharpeRatio: {
    label: 'Sharpe ratio',
    formula: 'mean(r − riskFree) / sd(r − riskFree) · √periodsPerYear',
    unit: 'ratio',
    source: 'empyrical sharpe_ratio',
  },
  probabilisticSharpeRatio: {
    label: 'Probabilistic Sharpe ratio',
    formula: 'Φ(SR √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1)/4 SR²)), SR per observation',
    unit: 'probability',
    source: 'Bailey and López de Prado (2012)',
  },
  smartSharpeRatio: {
    label: 'Smart Sharpe ratio',
    formula: 'Sharpe ratio / autocorrelation penalty',
    unit: 'ratio',
    source: 'quantstats smart_sharpe',
  },
  sortinoRatio: {
    label: 'Sortino ratio',
    formula: 'mean(r − riskFree) · periodsPerYear / downside risk',
    unit: 'ratio',
    source: 'empyrical sortino_ratio',
  },
  smartSortinoRatio: {
    label: 'Smart Sortino ratio',
    formula: 'Sortino ratio / autocorrelation penalty',
    unit: 'ratio',
    source: 'quantstats smart_sortino',
  },
  adjustedSortinoRatio: {
    label: 'Adjusted Sortino ratio',
    formula: 'Sortino ratio / √2',
    unit: 'ratio',
    source: 'quantstats adjusted_sortino',
  },
  probabilisticSortinoRatio: {
    label: 'Probabilistic Sortino ratio',
    formula: 'as the probabilistic Sharpe ratio, with the Sortino ratio per observation',
    unit: 'probability',
    source: 'quantstats probabilistic_sortino_ratio',
  },
  autocorrelationPenalty: {
    label: 'Autocorrelation penalty',
    formula: '√(1 + 2 Σ (n − k)/n |ρ|ᵏ), ρ = correlation of each return with the next',
    unit: 'ratio',
    source: 'quantstats autocorr_penalty',
  },
  calmarRatio: { label: 'Calmar ratio', formula: 'CAGR / |maximum drawdown|', unit: 'ratio', source: 'empyrical calmar_ratio' },
  omegaRatio: {
    label: 'Omega ratio',
    formula: 'Σ max(r − riskFree, 0) / Σ max(riskFree − r, 0)',
    unit: 'ratio',
    source: 'empyrical omega_ratio',
  },
  gainToPainRatio: { label: 'Gain to pain ratio', formula: 'Σ r / |Σ min(r, 0)|', unit: 'ratio', source: 'quantstats gain_to_pain_ratio' },
  ulcerIndex: { label: 'Ulcer index', formula: '√(Σ drawdown² / (n − 1))', unit: 'fraction', source: 'quantstats ulcer_index' },
  painIndex: { label: 'Pain index', formula: 'mean(|drawdown|) over all rows', unit: 'fraction', source: 'Zephyr Associates' },
  ulcerPerformanceIndex: {
    label: 'Ulcer performance index',
    formula: 'total return / ulcer index',
    unit: 'ratio',
    source: 'quantstats ulcer_performance_index',
  },
  serenityIndex: {
    label: 'Serenity index',
    formula: 'Σ r / (ulcer index · (−CVaR of the drawdowns / sd(r)))',
    unit: 'ratio',
    source: 'quantstats serenity_index',
  },
  recoveryFactor: { label: 'Recovery factor', formula: '|Σ r| / |maximum drawdown|', unit: 'ratio', source: 'quantstats recovery_factor' },
  maxDrawdown: {
    label: 'Maximum drawdown',
    formula: 'min(value / highest value so far − 1), the starting capital being the first',
    unit: 'fraction',
    source: 'empyrical max_drawdown',
  },
  averageDrawdown: {
    label: 'Average drawdown',
    formula: 'mean of the deepest point of each drawdown',
    unit: 'fraction',
    source: 'backtesting.py Avg. Drawdown',
  },
  longestDrawdownBars: {
    label: 'Longest drawdown',
    formula: 'most rows in a row below the highest value so far',
    unit: 'bars',
    source: 'backtesting.py Max. Drawdown Duration',
  },
  averageDrawdownBars: {
    label: 'Average length of drawdowns',
    formula: 'mean rows below the highest value so far per drawdown',
    unit: 'bars',
    source: 'backtesting.py Avg. Drawdown Duration',
  },
  drawdownAtRisk: {
    label: 'Drawdown at risk',
    formula: 'quantile of the drawdowns of all rows at 1 − level',
    unit: 'fraction',
    source: 'skfolio drawdown_at_risk',
  },
  conditionalDrawdownAtRisk: {
    label: 'Conditional drawdown at risk',
    formula: 'mean of the deepest 1 − level of the drawdowns of all rows',
    unit: 'fraction',
    source: 'Chekhlov, Uryasev and Zabarankin (2005)',
  },
  valueAtRisk: {
    label: 'Value at risk',
    formula: 'quantile of the returns at 1 − level',
    unit: 'fraction',
    source: 'empyrical value_at_risk',
  },
  conditionalValueAtRisk: {
    label: 'Conditional value at risk',
    formula: 'mean of the worst 1 − level of the returns',
    unit: 'fraction',
    source: 'empyrical conditional_value_at_risk',
  },
  entropicValueAtRisk: {
    label: 'Entropic value at risk',
    formula: '−min over t of t · ln(mean(e^(−r / t)) / (1 − level))',
    unit: 'fraction',
    source: 'Ahmadi-Javid (2012)',
  },
  skewness: { label: 'Skewness', formula: 'n / ((n − 1)(n − 2)) Σ((r − mean) / sd)³', unit: 'number', source: 'pandas skew' },
  kurtosis: {
    label: 'Excess kurtosis',
    formula: 'fourth standardised moment − 3, corrected for bias',
    unit: 'number',
    source: 'pandas kurt',
  },
  meanAbsoluteDeviation: {
    label: 'Mean absolute deviation',
    formula: 'mean(|r − mean(r)|)',
    unit: 'fraction',
    source: 'skfolio mean_absolute_deviation',
  },
  giniMeanDifference: {
    label: "Gini's mean difference",
    formula: 'mean of |rᵢ − rⱼ| over all pairs',
    unit: 'fraction',
    source: 'Yitzhaki (1982)',
  },
  tailRatio: {
    label: 'Tail ratio',
    formula: '|quantile at level| / |quantile at 1 − level|',
    unit: 'ratio',
    source: 'empyrical tail_ratio',
  },
  stability: {
    label: 'Stability',
    formula: 'R² of a line through the cumulative log returns',
    unit: 'fraction',
    source: 'empyrical stability_of_timeseries',
  },
  exposure: { label: 'Exposure', formula: 'share of rows with r ≠ 0', unit: 'fraction', source: 'quantstats exposure, not rounded' },
  winRate: { label: 'Win rate', formula: 'rows with r > 0 / rows with r ≠ 0', unit: 'fraction', source: 'quantstats win_rate' },
  averageReturn: {
    label: 'Average return',
    formula: 'mean of the returns that are not 0',
    unit: 'fraction',
    source: 'quantstats avg_return',
  },
  averageWin: { label: 'Average win', formula: 'mean of the returns above 0', unit: 'fraction', source: 'quantstats avg_win' },
  averageLoss: { label: 'Average loss', formula: 'mean of the returns below 0', unit: 'fraction', source: 'quantstats avg_loss' },
  bestReturn: { label: 'Best return', formula: 'max(r)', unit: 'fraction', source: 'quantstats best' },
  worstReturn: { label: 'Worst return', formula: 'min(r)', unit: 'fraction', source: 'quantstats worst' },
  consecutiveWins: { label: 'Consecutive wins', formula: 'longest run of r > 0', unit: 'bars', source: 'quantstats consecutive_wins' },
  consecutiveLosses: {
    label: 'Consecutive losses',
    formula: 'longest run of r < 0',
    unit: 'bars',
    source: 'quantstats consecutive_losses',
  },
  payoffRatio: { label: 'Payoff ratio', formula: 'average win / |average loss|', unit: 'ratio', source: 'quantstats payoff_ratio' },
  profitFactor: { label: 'Profit factor', formula: 'Σ max(r, 0) / |Σ min(r, 0)|', unit: 'ratio', source: 'quantstats profit_factor' },
  profitRatio: {
    label: 'Profit ratio',
    formula: '(mean / number of r ≥ 0) / (|mean| / number of r < 0)',
    unit: 'ratio',
    source: 'quantstats profit_ratio',
  },
  cpcIndex: { label: 'CPC index', formula: 'profit factor · win rate · payoff ratio', unit: 'number', source: 'quantstats cpc_index' },
  commonSenseRatio: {
    label: 'Common sense ratio',
    formula: 'profit factor · tail ratio',
    unit: 'ratio',
    source: 'quantstats common_sense_ratio',
  },
  outlierWinRatio: {
    label: 'Outlier win ratio',
    formula: '99 % quantile of r / mean of r ≥ 0',
    unit: 'ratio',
    source: 'quantstats outlier_win_ratio',
  },
  outlierLossRatio: {
    label: 'Outlier loss ratio',
    formula: '1 % quantile of r / mean of r < 0',
    unit: 'ratio',
    source: 'quantstats outlier_loss_ratio',
  },
  kellyCriterion: {
    label: 'Kelly criterion',
    formula: '(payoff · p − (1 − p)) / payoff, p = win rate',
    unit: 'fraction',
    source: 'quantstats kelly_criterion',
  },
  continuousKelly: {
    label: 'Continuous Kelly leverage',
    formula: 'mean(r − riskFree) / variance',
    unit: 'multiple',
    source: 'Thorp (2006)',
  },
  riskOfRuin: {
    label: 'Risk of ruin',
    formula: '((1 − p) / (1 + p))^n, p = win rate',
    unit: 'probability',
    source: 'quantstats risk_of_ruin',
  },
  alpha: {
    label: 'Alpha',
    formula: '(1 + mean(r − riskFree − beta · (benchmark − riskFree)))^periodsPerYear − 1',
    unit: 'fraction per year',
    source: 'empyrical alpha',
  },
  beta: { label: 'Beta', formula: 'cov(r, benchmark) / var(benchmark)', unit: 'ratio', source: 'empyrical beta' },
  correlation: { label: 'Correlation', formula: 'cov(r, benchmark) / (sd(r) · sd(benchmark))', unit: 'number', source: 'numpy corrcoef' },
  rSquared: { label: 'R²', formula: 'correlation²', unit: 'fraction', source: 'quantstats r_squared' },
  informationRatio: {
    label: 'Information ratio',
    formula: 'mean(r − benchmark) / sd(r − benchmark), per observation',
    unit: 'ratio',
    source: 'quantstats information_ratio',
  },
  trackingError: {
    label: 'Tracking error',
    formula: 'sd(r − benchmark) · √periodsPerYear',
    unit: 'fraction per year',
    source: 'Grinold and Kahn (1999)',
  },
  treynorRatio: { label: 'Treynor ratio', formula: 'total return / beta', unit: 'ratio', source: 'quantstats treynor_ratio' },
  captureRatio: { label: 'Capture ratio', formula: 'CAGR / CAGR of the benchmark', unit: 'ratio', source: 'empyrical capture' },
  upCapture: { label: 'Up capture', formula: 'capture ratio over rows with benchmark > 0', unit: 'ratio', source: 'empyrical up_capture' },
  downCapture: {
    label: 'Down capture',
    formula: 'capture ratio over rows with benchmark < 0',
    unit: 'ratio',
    source: 'empyrical down_capture',
  },
  upDownCapture: { label: 'Up and down capture', formula: 'up capture / down capture', unit: 'ratio', source: 'empyrical up_down_capture' },
  upBeta: { label: 'Up beta', formula: 'beta over rows with benchmark > 0', unit: 'ratio', source: 'empyrical up_alpha_beta' },
  downBeta: { label: 'Down beta', formula: 'beta over rows with benchmark < 0', unit: 'ratio', source: 'empyrical down_alpha_beta' },
}
