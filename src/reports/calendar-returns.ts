/** The return of one calendar month (UTC). */
export interface MonthlyReturn {
  year: number
  /** 1 … 12. */
  month: number
  /** Fraction: equity at the month's last bar / equity before the month − 1. */
  value: number
}

/** The return of one calendar year (UTC). */
export interface YearlyReturn {
  year: number
  value: number
}

interface PeriodReturn {
  period: number
  value: number
}

/** Returns between the last known equities of successive periods; the first one starts from the initial equity. */
function periodReturns(timeMs: Float64Array, equity: Float64Array, initialEquity: number, months: 1 | 12): PeriodReturn[] {
  const returns: PeriodReturn[] = []
  let base = initialEquity
  let last = initialEquity
  let period = NaN
  const close = (): void => {
    if (Number.isNaN(period)) return
    returns.push({ period, value: base > 0 ? last / base - 1 : NaN })
    base = last
  }
  for (let i = 0; i < equity.length; i++) {
    if (Number.isNaN(equity[i]!)) continue
    const date = new Date(timeMs[i]!)
    const here = Math.floor((12 * date.getUTCFullYear() + date.getUTCMonth()) / months)
    if (here !== period) close()
    period = here
    last = equity[i]!
  }
  close()
  return returns
}

/**
 * Monthly returns from equity at month ends (UTC). A bar belongs to the month in which it opened. The first month starts from
 * `initialEquity`, so a loss on the first day counts. A month without known equity is left out, and the next one starts from the
 * last equity known before it. After a base of 0 or less the return is not defined: NaN.
 *
 * @param timeMs ascending epoch milliseconds
 * @param equity one value per time; NaN is missing
 */
export function monthlyReturns(timeMs: Float64Array, equity: Float64Array, initialEquity: number): MonthlyReturn[] {
  return periodReturns(timeMs, equity, initialEquity, 1).map(({ period, value }) => ({
    year: Math.floor(period / 12),
    month: (period % 12) + 1,
    value,
  }))
}

/** Yearly returns from equity at year ends (UTC), by the rules of {@link monthlyReturns}. */
export function yearlyReturns(timeMs: Float64Array, equity: Float64Array, initialEquity: number): YearlyReturn[] {
  return periodReturns(timeMs, equity, initialEquity, 12).map(({ period, value }) => ({ year: period, value }))
}
