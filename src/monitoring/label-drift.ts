import { BarcastError, chiSquaredTail } from '../core/index.js'
import { type ClassColumn, ClassTable, classKindOf } from './class-column.js'
import { SIGNIFICANCE } from './significance.js'

/** How two distributions of classes differ. */
export interface LabelDrift {
  /** The total variation where it is significant at 1 %, else 0: what a threshold is compared with. */
  score: number
  /** ½ Σ |p − q| over the shares of the classes, 0 … 1: the share of rows that would have to change class. */
  totalVariation: number
  /** Pearson's χ² of the two rows of counts. */
  statistic: number
  degreesOfFreedom: number
  /** Chance of such a χ² or a larger one under one distribution; 1 with one class only. */
  pValue: number
  classes: readonly { name: string; baselineShare: number; currentShare: number }[]
}

/** The comparison from counts by class; both have rows. */
export function driftOfCounts(current: Float64Array, baseline: Float64Array, names: readonly string[]): LabelDrift {
  const rows = { current: current.reduce((a, b) => a + b, 0), baseline: baseline.reduce((a, b) => a + b, 0) }
  const all = rows.current + rows.baseline
  let statistic = 0
  let difference = 0
  let occurring = 0
  for (let k = 0; k < names.length; k++) {
    const both = current[k]! + baseline[k]!
    if (both === 0) continue
    occurring += 1
    difference += Math.abs(current[k]! / rows.current - baseline[k]! / rows.baseline)
    const [a, b] = [(both * rows.current) / all, (both * rows.baseline) / all]
    statistic += ((current[k]! - a) * (current[k]! - a)) / a + ((baseline[k]! - b) * (baseline[k]! - b)) / b
  }
  const degreesOfFreedom = occurring - 1
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquaredTail(statistic, degreesOfFreedom)
  const totalVariation = Math.min(1, difference / 2)
  const score = pValue < SIGNIFICANCE ? totalVariation : 0
  const classes = names.map((name, k) => ({ name, baselineShare: baseline[k]! / rows.baseline, currentShare: current[k]! / rows.current }))
  return { score, totalVariation, statistic, degreesOfFreedom, pValue, classes }
}

/**
 * Drift of class labels: total variation of the class shares, with Pearson's χ² test of homogeneity (equals `scipy.stats.chi2_contingency` with
 * `correction=False`). The test takes rows for independent; labels whose horizons overlap are not, and it then finds drift too often.
 * Unknown classes (−1, '') are left out.
 *
 * @throws BarcastError `monitoring/no-values` when one has no known class, `monitoring/column-type`, `monitoring/class`, `monitoring/class-kind`
 * (one by number, the other by name).
 *
 * @example
 * labelDrift(['buy', 'buy', 'sell', 'buy'], ['buy', 'sell', 'sell', 'sell']).totalVariation // 0.5
 */
export function labelDrift(current: ClassColumn, baseline: ClassColumn): LabelDrift {
  const action = 'Compare labels'
  const kinds = [classKindOf(current, 'current', action), classKindOf(baseline, 'baseline', action)] as const
  if (kinds[0] !== kinds[1] && current.length > 0 && baseline.length > 0) {
    throw new BarcastError(
      'monitoring/class-kind',
      `${action}: both must give classes by number or both by name, found ${kinds.join(' and ')}`,
      {
        value: kinds[0],
        where: { column: 'current' },
      },
    )
  }
  const table = new ClassTable()
  const indices = [current, baseline].map((column) => table.indicesOf(column, action))
  const { names } = table
  const [a, b] = indices.map((list, which) => {
    const counts = new Float64Array(names.length)
    for (const k of list) if (k >= 0) counts[k]! += 1
    if (counts.every((count) => count === 0)) {
      const noun = which === 0 ? 'current' : 'baseline'
      throw new BarcastError('monitoring/no-values', `${action}: ${noun} must hold at least one known class, found none`, {
        value: list.length,
        where: { column: noun },
      })
    }
    return counts
  })
  return driftOfCounts(a!, b!, names)
}
