import { BarcastError } from '../core/index.js'
import type { CombinatorialSplit } from './combinatorial-purged.js'

const ACTION = 'Put backtest paths together'

function refuse(message: string, value: unknown): never {
  throw new BarcastError('validation/paths', `${ACTION}: ${message}`, { value })
}

/**
 * Puts what each split of {@link combinatorialPurged} predicted (one number per test row, such as a probability or a return) together to paths
 * through the whole history.
 *
 * @param splits All splits of one splitter over one set of samples, in any order.
 * @param predicted For each split one number per row of its `test`, in that order; NaN is kept.
 * @returns one column per path, one number per sample
 * @throws BarcastError `validation/paths` when splits are missing or numbers do not match their test rows.
 *
 * @example
 * const splits = [...combinatorialPurged({ groups: 6, testGroups: 2 })(samples)]
 * const paths = backtestPaths(splits, splits.map(({ train, test }) => returnsOf(fit(train), test)))
 * const sharpes = paths.map((returns) => sharpeRatio(returns, { periodsPerYear: 252 }))
 */
export function backtestPaths(splits: readonly CombinatorialSplit[], predicted: readonly Float64Array[]): Float64Array[] {
  if (splits.length === 0) refuse('at least one split is needed, found 0', 0)
  if (predicted.length !== splits.length)
    refuse(`predictions of ${splits.length} splits are needed, found ${predicted.length}`, predicted.length)
  const length = splits[0]!.rows
  const count = 1 + splits.reduce((last, { parts }) => Math.max(last, ...parts.map(({ path }) => path)), 0)
  const paths = Array.from({ length: count }, () => new Float64Array(length))
  const filled = new Int32Array(paths.length)
  for (const [k, split] of splits.entries()) {
    const values = predicted[k]!
    if (values.length !== split.test.length)
      refuse(`split ${k} must have ${split.test.length} predictions, found ${values.length}`, values.length)
    let at = 0
    for (const { path, fromRow, toRow } of split.parts) {
      paths[path]!.set(values.subarray(at, at + toRow - fromRow), fromRow)
      filled[path]! += toRow - fromRow
      at += toRow - fromRow
    }
  }
  const short = filled.findIndex((rows) => rows !== length)
  if (short >= 0)
    refuse(`each path must cover its ${length} rows once (are all splits there?), found ${filled[short]} in path ${short}`, filled[short])
  return paths
}
