import { log } from '../core/index.js'
import { violationOf } from './best-trials.js'
import { ParameterColumn } from './parameter-column.js'
import type { Direction } from './sampler.js'
import { isSameDimension, type ParamValue, type SearchDimension } from './search-space.js'
import type { SpaceLearner } from './shared-space.js'
import type { TrialRecord } from './trial-record.js'

/** True for trials that have a result to learn from. */
export function isFinished({ state }: TrialRecord): boolean {
  return state === 'complete' || state === 'pruned'
}

/** Of a running trial also what was chosen for it and not yet asked for. */
function chosenFor(trial: TrialRecord, name: string): ParamValue | undefined {
  if (Object.hasOwn(trial.params, name)) return trial.params[name]!
  if (trial.state !== 'running' || trial.proposed === undefined || !Object.hasOwn(trial.proposed, name)) return undefined
  return trial.proposed[name]!
}

/** On the axis of the dimension's kernels: the index of a choice, the logarithm where the dimension has `log`; NaN for a trial that lacks it. */
function numberOf(trial: TrialRecord, name: string, dimension: SearchDimension): number {
  const value = chosenFor(trial, name)
  if (value === undefined) return Number.NaN
  if (dimension.type === 'choice') return dimension.choices.indexOf(value)
  return dimension.log === true ? log(value as number) : (value as number)
}

interface KnownColumn {
  readonly dimension: SearchDimension
  readonly column: ParameterColumn
}

/**
 * Trials to learn from, as columns. It saves work and nothing else: whatever it has been shown before, what it holds is what a new one would hold of the trials that it was shown last. It knows
 * them by their records, which are replaced and never changed.
 */
export class TrialTable {
  /** By row; in the order of their numbers. */
  readonly trials: TrialRecord[] = []
  /** Of complete trials that break no constraint: the first objective, to be minimised. */
  readonly losses = new ParameterColumn()
  /** How many of the trials are finished. */
  finished = 0
  /** Changes with the trials. */
  version = 0
  /** What was shown last, up to the trial that asked, and how many rows are of the first 0, 1, 2 … of it. */
  readonly #seen: TrialRecord[] = []
  readonly #rowsBefore: number[] = [0]
  readonly #columns = new Map<string, KnownColumn[]>()
  #learner: SpaceLearner

  constructor(
    readonly directions: readonly Direction[],
    readonly newLearner: () => SpaceLearner,
  ) {
    this.#learner = newLearner()
  }

  /** Parameters that are drawn together, of the finished trials. */
  get learner(): SpaceLearner {
    return this.#learner
  }

  /** Takes over the finished trials and, for a liar, the running ones; without the one that asks. */
  show(trials: readonly TrialRecord[], asking: number, isLiar: boolean): void {
    const own = trials[asking]?.number === asking ? asking : trials.findIndex(({ number }) => number === asking)
    const end = own < 0 ? trials.length : own
    const seen = this.#seen
    const most = Math.min(end, seen.length)
    let same = 0
    while (same < most && trials[same] === seen[same]) same += 1
    const rows = this.#rowsBefore[same]!
    seen.length = same
    this.#rowsBefore.length = same + 1
    const added: TrialRecord[] = []
    for (let place = same; place < trials.length; place++) {
      const trial = trials[place]!
      if (place !== own && (isFinished(trial) || (isLiar && trial.state === 'running'))) added.push(trial)
      if (place >= end) continue
      seen.push(trial)
      this.#rowsBefore.push(rows + added.length)
    }
    if (rows < this.trials.length) this.#truncate(rows)
    if (added.length > 0) this.#append(added)
  }

  #truncate(rows: number): void {
    const dropped = this.trials.splice(rows).filter(isFinished).length
    this.finished -= dropped
    this.version += 1
    this.losses.truncate(rows)
    for (const known of this.#columns.values()) for (const { column } of known) column.truncate(rows)
    if (dropped === 0) return
    this.#learner = this.newLearner()
    for (const trial of this.trials) if (isFinished(trial)) this.#learner.add(trial.space)
  }

  #append(added: readonly TrialRecord[]): void {
    const sign = this.directions[0] === 'maximize' ? -1 : 1
    this.version += 1
    for (const trial of added) {
      this.trials.push(trial)
      if (!isFinished(trial)) continue
      this.finished += 1
      this.#learner.add(trial.space)
    }
    this.losses.append(added.map((trial) => (trial.state === 'complete' && violationOf(trial) === 0 ? sign * trial.value : Number.NaN)))
    for (const [name, known] of this.#columns)
      for (const { dimension, column } of known) column.append(added.map((trial) => numberOf(trial, name, dimension)))
  }

  /** What the trials have of a parameter. */
  column(name: string, dimension: SearchDimension): ParameterColumn {
    const known = this.#columns.get(name) ?? []
    const found = known.find((other) => other.dimension === dimension || isSameDimension(other.dimension, dimension))
    if (found !== undefined) return found.column
    const column = new ParameterColumn()
    column.append(this.trials.map((trial) => numberOf(trial, name, dimension)))
    // A range that changes from trial to trial would leave a column for each.
    this.#columns.set(name, [{ dimension, column }, ...known].slice(0, 4))
    return column
  }
}
