import type { Direction } from './sampler.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'

/** Sum of how far constraints are broken; 0 for a feasible trial, also for one that says nothing of constraints. */
export function violationOf({ constraints = [] }: TrialRecord): number {
  return constraints.reduce((sum, broken) => sum + Math.max(broken, 0), 0)
}

export function isComplete(record: TrialRecord): record is CompleteTrial {
  return record.state === 'complete'
}

/** The first of the best complete trials that break no constraint; undefined when there is none. */
export function bestOf(trials: readonly TrialRecord[], direction: Direction): CompleteTrial | undefined {
  let best: CompleteTrial | undefined
  for (const record of trials) {
    if (!isComplete(record) || violationOf(record) > 0) continue
    if (best === undefined || (direction === 'minimize' ? record.value < best.value : record.value > best.value)) best = record
  }
  return best
}

/** Values that are all to be minimised. */
export function lossesOf({ values }: CompleteTrial, directions: readonly Direction[]): number[] {
  return values.map((value, k) => (directions[k] === 'minimize' ? value : -value))
}

/** True when `a` is as low everywhere as `b` and lower somewhere. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isLower = false
  for (let k = 0; k < a.length; k++) {
    if (a[k]! > b[k]!) return false
    if (a[k]! < b[k]!) isLower = true
  }
  return isLower
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! < b[k]! ? -1 : 1
  return 0
}

/** Which of the points no other one dominates; equal ones are all among them. */
export function paretoFront(losses: readonly (readonly number[])[]): boolean[] {
  const isFront = new Array<boolean>(losses.length).fill(false)
  const front: (readonly number[])[] = []
  // In lexical order no point is dominated by a later one.
  const order = losses.map((_, i) => i).sort((a, b) => compare(losses[a]!, losses[b]!))
  for (const i of order) {
    if (front.some((other) => dominates(other, losses[i]!))) continue
    front.push(losses[i]!)
    isFront[i] = true
  }
  return isFront
}

/** By number: complete trials that no other one dominates; those that break no constraint, else those that break theirs least. */
export function bestTrialsOf(trials: readonly TrialRecord[], directions: readonly Direction[]): CompleteTrial[] {
  const complete = trials.filter(isComplete)
  const least = complete.reduce((low, record) => Math.min(low, violationOf(record)), Infinity)
  const candidates = complete.filter((record) => violationOf(record) === least)
  if (least > 0) return candidates
  const isFront = paretoFront(candidates.map((record) => lossesOf(record, directions)))
  return candidates.filter((_, i) => isFront[i])
}
