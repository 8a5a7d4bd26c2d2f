/* Where our numbers are not TA-Lib's, on purpose. */
import { talib } from 'barcast/indicators'
import type { Case } from './talib-golden.js'
import { series } from './talib-series.js'

/** Correlations in windows that a spike has just left, where TA-Lib's running sums have lost digits: by period and row, from mpmath. */
const CORRELATIONS: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  30: { 327: 0.9117970284034634, 328: 1, 477: -0.999995618169788 },
  49: { 494: -0.2676870480935891, 496: -0.06823437022518107 },
}

/** True where the last `period` bars have no volume. */
function isWithoutVolume(on: Case['on'], row: number, period: number): boolean {
  return series[on].volume.subarray(row - period + 1, row + 1).every((volume) => volume === 0)
}

type Where = Pick<Case, 'name' | 'params' | 'on'>

/** True where the last `bars` values of the column are the same. */
function isFlat(column: Float64Array, row: number, bars: number): boolean {
  return column.subarray(Math.max(0, row - bars + 1), row + 1).every((value) => value === column[row])
}

/** Bars that the smoothing, the transform and the in-phase part look over. */
const PHASOR_BARS = 4 + 6 + 3

/** True where a rounding error decides in TA-Lib: it takes the angle of a phasor that is 0, or of the sums over a cycle without movement, or compares a body of 0 with what is left of a running sum. */
function isRoundingInTalib({ name, params, on }: Where, row: number, ours: number): boolean {
  const price = (params.price ?? 'close') as 'close'
  const column = series[on][price]
  if (name === 'MAMA' || params.matype === 7) return isFlat(column, row, PHASOR_BARS)
  if (name === 'HT_DCPHASE' || name === 'HT_SINE' || name === 'HT_TRENDMODE') {
    const period = talib('HT_DCPERIOD', series[on], { price }).real[row]!
    return isFlat(column, row, Math.floor(period + 0.5) + 3)
  }
  const { open, high, low, close } = series[on]
  const isStill = high.subarray(row - 10, row + 1).every((value, k) => value === low[row - 10 + k])
  return name === 'CDLDOJI' && isStill && open[row] === close[row] && ours === 100
}

/** True for a row of a case where the two are known to differ, and ours is what is said here. */
export function isKnownDifference(where: Where, row: number, ours: number): boolean {
  const { name, params, on } = where
  if (name === 'CORREL' && on === 'degenerate') {
    const exact = CORRELATIONS[Number(params.timeperiod ?? 30)]?.[row]
    return exact !== undefined && Math.abs(ours - exact) < 1e-14
  }
  // Nothing was traded in the window: TA-Lib divides what its running sums left over.
  if (name === 'VWMA') return Number.isNaN(ours) && isWithoutVolume(on, row, Number(params.timeperiod ?? 30))
  return isRoundingInTalib(where, row, ours)
}
