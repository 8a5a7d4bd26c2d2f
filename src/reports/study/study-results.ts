import { BarcastError, unknownNameError } from '../../core/index.js'
import type { CompleteTrial, Direction, Study, TrialRecord } from '../../tuning/index.js'

/** What the figures of a study are drawn from. A study of `barcast/tuning` is one; a stored one is opened with `createStudy({ snapshot })` first. */
export type StudyResults = Pick<Study, 'name' | 'directions' | 'trials' | 'bestTrials'>

export interface ObjectiveOptions {
  /** Which objective is drawn, counted from 0. Default 0. */
  objective?: number
  /** Names of the objectives, with their units. Default `objective`, or `objective 0`, `objective 1` … of several. */
  objectiveNames?: readonly string[]
}

export interface ParamOptions extends ObjectiveOptions {
  /** Which parameters are drawn, in this order. Default all of the complete trials, in the order in which they were first suggested. */
  params?: readonly string[]
}

/** A study that was looked through once. */
export interface StudyView {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly trials: readonly TrialRecord[]
  readonly complete: readonly CompleteTrial[]
  /** Best trials as the study names them: of several objectives the front. */
  readonly best: readonly CompleteTrial[]
  /** Number of the trial that is best in the objective, which figures mark; empty when there is none. */
  readonly bestNumbers: ReadonlySet<number>
  readonly objective: number
  readonly direction: Direction
  readonly objectiveNames: readonly string[]
}

/** The options of {@link ObjectiveOptions} and {@link ParamOptions}, for {@link checkOptions}. */
export const OBJECTIVE_OPTIONS = ['objective', 'objectiveNames'] as const
export const PARAM_OPTIONS = [...OBJECTIVE_OPTIONS, 'params'] as const

/** @throws BarcastError `reports/unknown-option`, with the nearest name. */
export function checkOptions(options: object, known: readonly string[], action: string): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownNameError('reports/unknown-option', action, 'option', unknown, known, { path: unknown })
}

function refuse(rule: string, action: string, message: string, value: unknown, path?: string): never {
  throw new BarcastError(`reports/${rule}`, `${action}: ${message}, found ${String(value)}`, {
    value,
    ...(path === undefined ? {} : { where: { path } }),
  })
}

/** The study's parts, each read once: a live study makes them anew every time. */
function partsOf(study: StudyResults, action: string): StudyResults {
  if (typeof study !== 'object' || study === null) refuse('study', action, 'a study must be given', study)
  const { name, directions, trials, bestTrials } = study
  for (const [part, value] of Object.entries({ directions, trials, bestTrials }))
    if (!Array.isArray(value)) refuse('study', action, `the study must have ${part}, as one of barcast/tuning has`, value, part)
  if (directions.length === 0) refuse('study', action, 'the study must have one objective or more', 0, 'directions')
  return { name, directions, trials, bestTrials }
}

function checkValues(complete: readonly CompleteTrial[], objectives: number, action: string): void {
  const wrong = complete.find(({ values }) => !Array.isArray(values) || values.length !== objectives)
  if (wrong !== undefined)
    refuse(
      'study',
      action,
      `trial ${wrong.number} must have a value for each of ${objectives} objectives`,
      wrong.values,
      `trials[${wrong.number}]`,
    )
}

function namesOf({ objectiveNames }: ObjectiveOptions, objectives: number, action: string): readonly string[] {
  if (objectiveNames === undefined) return objectives === 1 ? ['objective'] : Array.from({ length: objectives }, (_, k) => `objective ${k}`)
  if (objectiveNames.length !== objectives)
    refuse(
      'objective-names',
      action,
      `objectiveNames must be ${objectives}, one for each objective`,
      objectiveNames.length,
      'objectiveNames',
    )
  return objectiveNames
}

/** The first feasible trial with the best value of one objective among several. */
function firstBest(complete: readonly CompleteTrial[], objective: number, direction: Direction): CompleteTrial | undefined {
  const sign = direction === 'minimize' ? 1 : -1
  return complete
    .filter(isFeasible)
    .reduce<CompleteTrial | undefined>(
      (best, trial) => (best === undefined || sign * trial.values[objective]! < sign * best.values[objective]! ? trial : best),
      undefined,
    )
}

/** @throws BarcastError `reports/study`, `reports/objective`, `reports/objective-names`. */
export function viewOf(study: StudyResults, options: ObjectiveOptions, action: string): StudyView {
  const { name, directions, trials, bestTrials: best } = partsOf(study, action)
  const { objective = 0 } = options
  if (!(Number.isInteger(objective) && objective >= 0 && objective < directions.length))
    refuse('objective', action, `objective must be a whole number from 0 to ${directions.length - 1}`, objective, 'objective')
  const complete = trials.filter((record): record is CompleteTrial => record.state === 'complete')
  checkValues(complete, directions.length, action)
  const first = directions.length === 1 ? best[0] : firstBest(complete, objective, directions[objective]!)
  return {
    name,
    directions,
    trials,
    complete,
    best,
    bestNumbers: new Set(first === undefined ? [] : [first.number]),
    objective,
    direction: directions[objective]!,
    objectiveNames: namesOf(options, directions.length, action),
  }
}

/** True for a trial that breaks no constraint, also where it has none. */
export function isFeasible({ constraints = [] }: TrialRecord): boolean {
  return constraints.every((broken) => broken <= 0)
}

/** The trial's value of the objective that is drawn. */
export function objectiveValue(trial: CompleteTrial, { objective }: StudyView): number {
  return trial.values[objective]!
}

/** Names of the parameters of the complete trials, or those asked for. @throws BarcastError `reports/unknown-parameter`. */
export function paramNames({ complete }: StudyView, { params }: ParamOptions, action: string): readonly string[] {
  const known = [...new Set(complete.flatMap((trial) => Object.keys(trial.params)))]
  const unknown = params?.find((name) => !known.includes(name))
  // Before the first complete trial no name can be told from a wrong one.
  if (unknown !== undefined && complete.length > 0)
    throw unknownNameError('reports/unknown-parameter', action, 'parameter', unknown, known, { path: 'params' })
  return params === undefined ? known : [...new Set(params)].filter((name) => known.includes(name))
}

/** So many of the trials at most: the first `kept`, and of the others evenly many by number. */
export function sampleOf<T extends TrialRecord>(trials: readonly T[], most: number, kept: ReadonlySet<number>): readonly T[] {
  if (trials.length <= most) return trials
  const needed = trials.filter(({ number }) => kept.has(number)).slice(0, most)
  const rest = trials.filter(({ number }) => !kept.has(number))
  const wanted = Math.min(rest.length, most - needed.length)
  const even = Array.from({ length: wanted }, (_, i) => rest[Math.floor((i * rest.length) / wanted)]!)
  return [...needed, ...even].sort((a, b) => a.number - b.number)
}
