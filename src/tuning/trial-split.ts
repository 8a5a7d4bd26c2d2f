import { lossesOf, paretoFront, violationOf } from './best-trials.js'
import { chooseByHypervolume } from './hypervolume-subset.js'
import type { Direction } from './sampler.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'
import type { TrialTable } from './trial-table.js'

/** Rows of a table, each in ascending order. */
export interface TrialSplit {
  readonly below: Int32Array
  readonly above: Int32Array
}

/** Of several objectives: front after front, and of the front that is too large the points that cover most together. */
export function bestOfSeveral(losses: readonly (readonly number[])[], count: number): number[] {
  const chosen: number[] = []
  let left = losses.map((_, place) => place)
  while (chosen.length < count && left.length > 0) {
    const isFront = paretoFront(left.map((place) => losses[place]!))
    const front = left.filter((_, k) => isFront[k])
    const points = front.map((place) => losses[place]!)
    for (const k of chooseByHypervolume(points, Math.min(count - chosen.length, front.length))) chosen.push(front[k]!)
    left = left.filter((_, k) => !isFront[k])
  }
  return chosen
}

/** The later the last report, the better; of one step the better value. NaN is the worst of its step, and no report worse than any. */
function prunedScore({ reports = [] }: TrialRecord, direction: Direction): [number, number] {
  const last = reports.at(-1)
  if (last === undefined) return [1, 0]
  if (Number.isNaN(last.value)) return [-last.step, Infinity]
  return [-last.step, direction === 'minimize' ? last.value : -last.value]
}

function ascending(rows: number[], scoreOf: (row: number) => readonly number[]): number[] {
  const scores = new Map(rows.map((row) => [row, scoreOf(row)]))
  return rows.sort((a, b) => {
    const [p, q] = [scores.get(a)!, scores.get(b)!]
    const k = p.findIndex((value, place) => value !== q[place])
    return k < 0 ? a - b : p[k]! < q[k]! ? -1 : 1
  })
}

function bestComplete({ directions, losses, trials }: TrialTable, good: number): number[] {
  const ranked = losses.order.subarray(0, losses.count)
  if (directions.length === 1 || good >= ranked.length) return [...ranked.subarray(0, good)]
  const rows = [...ranked].sort((a, b) => a - b)
  return bestOfSeveral(
    rows.map((row) => lossesOf(trials[row] as CompleteTrial, directions)),
    good,
  ).map((place) => rows[place]!)
}

/**
 * The `good` best finished trials, and all others, running ones among them. Best are complete trials that break no constraint: by value, or of several objectives by non-domination
 * rank and, within the rank that is not whole, by hypervolume. Then pruned ones by their last reports, then those that break constraints by how much. Equal ones by number.
 */
export function splitTrials(table: TrialTable, good: number): TrialSplit {
  const { trials, directions } = table
  const isBelow = new Uint8Array(trials.length)
  let left = good
  const take = (rows: readonly number[]): void => {
    for (const row of rows.slice(0, left)) isBelow[row] = 1
    left -= Math.min(left, rows.length)
  }
  take(bestComplete(table, good))
  if (left > 0) {
    const rows = trials.map((_, row) => row)
    const pruned = rows.filter((row) => trials[row]!.state === 'pruned' && violationOf(trials[row]!) === 0)
    take(ascending(pruned, (row) => prunedScore(trials[row]!, directions[0]!)))
    const isInfeasible = (trial: TrialRecord): boolean => trial.state !== 'running' && violationOf(trial) > 0
    take(
      ascending(
        rows.filter((row) => isInfeasible(trials[row]!)),
        (row) => [violationOf(trials[row]!)],
      ),
    )
  }
  const below = new Int32Array(good - left)
  const above = new Int32Array(trials.length - below.length)
  for (let row = 0, k = 0; row < trials.length; row++) {
    if (isBelow[row] === 1) below[k++] = row
    else above[row - k] = row
  }
  return { below, above }
}
