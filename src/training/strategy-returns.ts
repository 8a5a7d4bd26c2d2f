import { probabilisticSharpeRatio, sharpeRatio } from '../metrics/index.js'
import { createDecider, type DecisionRule, type Predictions } from '../models/index.js'
import type { Fold } from './folds.js'
import type { Samples } from './samples.js'

/**
 * The test rows whose returns are counted, fold by fold, as places in each fold's `test`: in the order of time the first tested row, then always the next one whose
 * label span begins when the one before has ended. So no price move is counted twice, and the returns depend on each other no more than the market's do; a label
 * on every bar with a horizon of h bars leaves one row in h. A row that several folds test counts once, in the first of them; of a combinatorial splitter's folds those that
 * belong to the first path.
 */
export function countedRows(folds: readonly Fold[], { spans }: Samples): Int32Array[] {
  const fold = new Int32Array(spans.t0.length).fill(-1)
  const place = new Int32Array(spans.t0.length)
  folds.forEach(({ test, parts }, k) => {
    test.forEach((row, at) => {
      if (
        fold[row]! >= 0 ||
        (parts !== undefined && !parts.some(({ path, fromRow, toRow }) => path === 0 && row >= fromRow && row < toRow))
      )
        return
      fold[row] = k
      place[row] = at
    })
  })
  const counted: number[][] = folds.map(() => [])
  let decided = -Infinity
  for (let row = 0; row < fold.length; row++) {
    if (fold[row]! < 0 || spans.t0[row]! < decided) continue
    counted[fold[row]!]!.push(place[row]!)
    decided = spans.t1[row]!
  }
  return counted.map((places) => Int32Array.from(places))
}

/** What the signals of predicted rows earn: BUY the outcome, SELL its negative, HOLD nothing. */
export function signalReturns(
  { classes, data }: Predictions,
  classNames: readonly string[],
  outcome: Float64Array,
  places: Int32Array,
  rule: DecisionRule | undefined,
): Float64Array {
  const decider = createDecider(classNames, rule)
  return Float64Array.from(places, (place) => {
    const signal = decider.signalAt(data, place * classes)
    return signal === 'BUY' ? outcome[place]! : signal === 'SELL' ? 0 - outcome[place]! : 0
  })
}

/** Sharpe ratio per counted row, not annual; 0 for signals that earn nothing at all, which have no ratio. */
export function sharpeOf(returns: Float64Array): number {
  if (returns.every((value) => value === 0)) return 0
  return sharpeRatio(returns, { periodsPerYear: 1 })
}

/** How good the signals of rows that nothing was chosen by turned out, over rows whose label spans do not overlap. */
export interface StrategySharpe {
  /** Rows counted. */
  observations: number
  /** Mean over sample deviation of their returns, per row and not annual; 0 where nothing was earned or lost. */
  sharpe: number
  /** Probability that the true ratio is above 0 (`probabilisticSharpeRatio`); NaN below four rows. */
  probabilistic: number
}

export function strategySharpe(returns: Float64Array): StrategySharpe {
  return { observations: returns.length, sharpe: sharpeOf(returns), probabilistic: probabilisticSharpeRatio({ returns }) }
}

/** Columns one after the other. */
export function joinReturns(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
