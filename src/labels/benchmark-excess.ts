import { alignBars } from '../bars/index.js'
import { BarcastError, type Bars, type Labels } from '../core/index.js'
import type { RegressionTarget } from './labeled-data.js'
import { bandOf, DIRECTION_CLASSES } from './target-labels.js'

/** Options of {@link excessOverBenchmark}. */
export interface ExcessOptions {
  /** Bars the target was made from. */
  bars: Bars
  /** Bars of another market; its timeframe and its hours may differ. */
  benchmark: Bars
  /** 1 where the return is of a long position, −1 where of a short one (then the benchmark is bought against it). Default: long. */
  side?: ArrayLike<number>
  /** A benchmark close older than this is no price of it. Default: one bar of the benchmark, that is none of its bars may be missing. */
  maxAgeMs?: number
}

const ACTION = 'Compare with benchmark'

/** The benchmark's last close when each bar closes; NaN before the first and where it is older than `maxAgeMs`. */
function closesOf({ bars, benchmark, maxAgeMs }: ExcessOptions): Float64Array {
  const limit = maxAgeMs ?? benchmark.timeframeMs
  if (!(limit >= 0)) {
    throw new BarcastError('labels/config', `${ACTION}: maxAgeMs must be 0 or more, found ${limit}`, {
      value: limit,
      where: { path: 'maxAgeMs' },
    })
  }
  const ends = ({ openTimeMs, timeframeMs, extra }: Bars): Float64Array =>
    openTimeMs.map((time, i) => {
      const stated = Object.hasOwn(extra, 'closeTimeMs') ? extra.closeTimeMs![i]! : Number.NaN
      return Number.isNaN(stated) ? time + timeframeMs : stated
    })
  const known = alignBars(bars, benchmark, { columns: { close: benchmark.close, endMs: ends(benchmark) } })
  const endMs = known.column('endMs')
  const ownEndMs = ends(bars)
  // One bar of age is the bar that is being made: its predecessor's close is still the last one.
  const isYoung = (i: number): boolean => (maxAgeMs === undefined ? ownEndMs[i]! - endMs[i]! < limit : ownEndMs[i]! - endMs[i]! <= limit)
  return known.column('close').map((price, i) => (isYoung(i) && price > 0 ? price : Number.NaN))
}

/**
 * A return less that of a benchmark from t0 to t1: value − side · (B(t1) / B(t0) − 1), B the benchmark's last close when the bar that opens then closes. NaN, with
 * t1 NaN, without a target or where the benchmark has no close of the age allowed. Costs stay in it when the target has them.
 *
 * @throws BarcastError `bars/<rule>`, `labels/row-count` when the target is not of the bars, `labels/config`.
 *
 * @example
 * const excess = excessOverBenchmark(labeled.target('return_24bars'), { bars, benchmark })
 * const labels = directionLabels(excess, { deadBand: 0.005 })
 */
export function excessOverBenchmark(target: RegressionTarget, options: ExcessOptions): RegressionTarget {
  const { bars, side } = options
  const { length, timeMs, t0 } = target
  if (length !== bars.length || timeMs.some((time, i) => time !== bars.openTimeMs[i]) || (side !== undefined && side.length !== length)) {
    throw new BarcastError('labels/row-count', `${ACTION}: target and side must be of the bars' rows (${bars.length}), found ${length}`, {
      value: length,
    })
  }
  const benchmark = closesOf(options)
  const rowOf = new Map(Array.from(timeMs, (time, i) => [time, i]))
  const value = target.value.map((own, i) => {
    const [from, to] = [rowOf.get(t0[i]!), rowOf.get(target.t1[i]!)]
    if (from === undefined || to === undefined) return Number.NaN
    return own - (side?.[i] ?? 1) * ((benchmark[to]! - benchmark[from]!) / benchmark[from]!)
  })
  return { length, timeMs, value, t0, t1: target.t1.map((time, i) => (Number.isNaN(value[i]!) ? Number.NaN : time)) }
}

/**
 * Classes of a numeric target by its sign: `up` above `deadBand`, `down` below −`deadBand`, else `flat`; no label where it is NaN.
 *
 * @throws BarcastError `labels/config` unless `deadBand` is 0 or more.
 *
 * @example
 * directionLabels(excess, { deadBand: 0.005 }).classes // down, flat, up
 */
export function directionLabels(target: RegressionTarget, { deadBand = 0 }: { deadBand?: number } = {}): Labels {
  if (!(deadBand >= 0 && deadBand < Infinity)) {
    throw new BarcastError('labels/config', `Label by direction: deadBand must be 0 or more, found ${deadBand}`, {
      value: deadBand,
      where: { path: 'deadBand' },
    })
  }
  const { length, timeMs, t0, t1 } = target
  const value = Int32Array.from(target.value, (score) => (Number.isNaN(score) ? -1 : bandOf(score, deadBand)))
  return { length, timeMs, value, classes: DIRECTION_CLASSES, t0, t1 }
}
