import { SIGNAL_CLASSES } from '../core/index.js'
import { KnownOutcomes } from './known-outcomes.js'
import { countMissing, type LabelColumn, noneMissing } from './labeled-data.js'
import { decidedAt, reasonOf } from './target-labels.js'
import { classOf, reachableClasses, type Thresholds } from './thresholds.js'

/** Forward returns of one horizon with the rows that decide them. */
export interface Outcomes {
  timeMs: Float64Array
  rows: Int32Array
  returns: Float64Array
}

/** Turns indices into `SIGNAL_CLASSES` (−1 for none, rewritten in place) into a label column over the reachable classes. */
function labelColumn(outcomes: Outcomes, value: Int32Array, thresholds: Thresholds): LabelColumn {
  const classes = reachableClasses(thresholds)
  const indexOf = SIGNAL_CLASSES.map((name) => classes.indexOf(name))
  const missing = noneMissing()
  for (let i = 0; i < value.length; i++) {
    if (value[i]! >= 0) {
      value[i] = indexOf[value[i]!]!
      continue
    }
    countMissing(missing, reasonOf(outcomes, i))
  }
  return { value, classes, missing, t1: decidedAt(outcomes, (i) => value[i]! < 0) }
}

/** Classes scores against fixed thresholds; a NaN score has no label. */
export function labelByThresholds(outcomes: Outcomes, scores: Float64Array, thresholds: Thresholds): LabelColumn {
  const holdIsReachable = thresholds.sell < thresholds.buy
  const value = new Int32Array(scores.length)
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    value[i] = Number.isNaN(score) ? -1 : classOf(score, thresholds, holdIsReachable)
  }
  return labelColumn(outcomes, value, thresholds)
}

/** Returns in units of the volatility of so many bars, σ √h; NaN where σ is 0 or unknown. */
export function volatilityScores(returns: Float64Array, horizonVolatility: Float64Array): Float64Array {
  return returns.map((r, i) => (horizonVolatility[i]! > 0 ? r / horizonVolatility[i]! : Number.NaN))
}

/**
 * Classes each return (or what is left of it after costs) against quantiles of the last `capacity` outcomes known by then: those whose deciding bar is this row's or an
 * earlier one. No label before there are so many.
 */
export function labelByQuantiles(outcomes: Outcomes, returns: Float64Array, probabilities: Thresholds, capacity: number): LabelColumn {
  const { rows } = outcomes
  const holdIsReachable = probabilities.sell < probabilities.buy
  const known = new KnownOutcomes(returns, capacity)
  const value = new Int32Array(returns.length).fill(-1)
  let next = 0
  for (let t = 0; t < returns.length; t++) {
    for (; next < t && (rows[next]! < 0 || rows[next]! <= t); next++) if (!Number.isNaN(returns[next]!)) known.add(next)
    if (known.count < capacity || Number.isNaN(returns[t]!)) continue
    const edges: Thresholds = {
      strongSell: known.quantile(probabilities.strongSell),
      sell: known.quantile(probabilities.sell),
      buy: known.quantile(probabilities.buy),
      strongBuy: known.quantile(probabilities.strongBuy),
    }
    value[t] = classOf(returns[t]!, edges, holdIsReachable)
  }
  return labelColumn(outcomes, value, probabilities)
}
