/**
 * Loss since the highest equity so far, as a fraction ≤ 0: equity / peak − 1. The first peak is `initialEquity`, so a loss on the
 * first bar counts. NaN equity gives NaN for that bar and leaves the peak.
 */
export function underwater(equity: Float64Array, initialEquity: number): Float64Array {
  let peak = initialEquity
  return equity.map((value) => {
    if (value > peak) peak = value
    return value / peak - 1
  })
}

/** Returns bar by bar; the first one is from `initialEquity`. NaN where either end is missing or the base is not above 0. */
function barReturns(equity: Float64Array, initialEquity: number): Float64Array {
  return equity.map((value, i) => {
    const base = i === 0 ? initialEquity : equity[i - 1]!
    return base > 0 ? value / base - 1 : NaN
  })
}

/**
 * Sharpe ratio of each trailing window: mean / sample standard deviation (n − 1) of its bar returns × √periodsPerYear, risk-free
 * rate 0. NaN before the first full window, where a return is missing and where the returns do not vary.
 */
export function rollingSharpe(equity: Float64Array, initialEquity: number, windowBars: number, periodsPerYear: number): Float64Array {
  const returns = barReturns(equity, initialEquity)
  const ratios = new Float64Array(equity.length).fill(NaN)
  const yearly = Math.sqrt(periodsPerYear)
  let sum = 0
  let squares = 0
  let missing = 0
  const slide = (value: number, sign: 1 | -1): void => {
    if (Number.isNaN(value)) missing += sign
    else {
      sum += sign * value
      squares += sign * value * value
    }
  }
  for (let i = 0; i < returns.length; i++) {
    slide(returns[i]!, 1)
    if (i >= windowBars) slide(returns[i - windowBars]!, -1)
    if (i < windowBars - 1 || missing > 0) continue
    const mean = sum / windowBars
    const variance = (squares - sum * mean) / (windowBars - 1)
    if (variance > 1e-9 * (squares / windowBars)) ratios[i] = (mean / Math.sqrt(variance)) * yearly
  }
  return ratios
}
