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
export function barReturns(equity: Float64Array, initialEquity: number): Float64Array {
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

/** A fall of equity below an earlier peak, up to the first value back at the peak. */
export interface EquityFall {
  /** Deepest loss as a fraction of the peak, < 0. */
  depth: number
  /** Rows; the peak is -1 when it is the initial equity. */
  peakRow: number
  troughRow: number
  /** Missing while the fall lasts. */
  recoveryRow?: number
}

/** Every fall of equity, deepest first, by {@link underwater}; rows without known equity are passed over. */
export function equityFalls(equity: Float64Array, initialEquity: number): EquityFall[] {
  const falls: EquityFall[] = []
  let peak = initialEquity
  let peakRow = -1
  let fall: EquityFall | undefined
  equity.forEach((value, row) => {
    if (Number.isNaN(value)) return
    if (value >= peak) {
      if (fall !== undefined) fall.recoveryRow = row
      fall = undefined
      peak = value
      peakRow = row
      return
    }
    const depth = value / peak - 1
    if (fall === undefined) {
      fall = { depth, peakRow, troughRow: row }
      falls.push(fall)
    } else if (depth < fall.depth) Object.assign(fall, { depth, troughRow: row })
  })
  return falls.sort((a, b) => a.depth - b.depth)
}

/** Sums over the last `windowBars` pairs; NaN while a pair in the window is missing or the window is not full. */
function slidingPairs(
  x: Float64Array,
  y: Float64Array,
  windowBars: number,
  of: (sums: { x: number; y: number; xx: number; xy: number }) => number,
): Float64Array {
  const out = new Float64Array(x.length).fill(NaN)
  const sums = { x: 0, y: 0, xx: 0, xy: 0 }
  let missing = 0
  const slide = (row: number, sign: 1 | -1): void => {
    const a = x[row]!
    const b = y[row]!
    if (Number.isNaN(a) || Number.isNaN(b)) {
      missing += sign
      return
    }
    sums.x += sign * a
    sums.y += sign * b
    sums.xx += sign * a * a
    sums.xy += sign * a * b
  }
  for (let row = 0; row < x.length; row++) {
    slide(row, 1)
    if (row >= windowBars) slide(row - windowBars, -1)
    if (row >= windowBars - 1 && missing === 0) out[row] = of(sums)
  }
  return out
}

/** Sample standard deviation (n − 1) of each trailing window's bar returns × √periodsPerYear. NaN as {@link rollingSharpe}; 0 for equal returns. */
export function rollingVolatility(equity: Float64Array, initialEquity: number, windowBars: number, periodsPerYear: number): Float64Array {
  const returns = barReturns(equity, initialEquity)
  return slidingPairs(returns, returns, windowBars, ({ x, xx }) =>
    Math.sqrt((Math.max(0, xx - (x * x) / windowBars) / (windowBars - 1)) * periodsPerYear),
  )
}

/** Covariance of the bar returns with the benchmark's over the benchmark's variance, per trailing window. NaN where the benchmark does not vary. */
export function rollingBeta(equity: Float64Array, benchmark: Float64Array, initialEquity: number, windowBars: number): Float64Array {
  return slidingPairs(barReturns(benchmark, initialEquity), barReturns(equity, initialEquity), windowBars, ({ x, y, xx, xy }) => {
    const spread = xx - (x * x) / windowBars
    return spread > 1e-9 * xx ? (xy - (x * y) / windowBars) / spread : NaN
  })
}
