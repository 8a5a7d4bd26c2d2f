/* Where our numbers are not TA-Lib's, on purpose. */
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

/** True for a row of a case where the two are known to differ, and ours is what is said here. */
export function isKnownDifference({ name, params, on }: Pick<Case, 'name' | 'params' | 'on'>, row: number, ours: number): boolean {
  if (name === 'CORREL' && on === 'degenerate') {
    const exact = CORRELATIONS[Number(params.timeperiod ?? 30)]?.[row]
    return exact !== undefined && Math.abs(ours - exact) < 1e-14
  }
  // Nothing was traded in the window: TA-Lib divides what its running sums left over.
  if (name === 'VWMA') return Number.isNaN(ours) && isWithoutVolume(on, row, Number(params.timeperiod ?? 30))
  return false
}
