import { BarcastError, createRandom, unknownNameError } from '../../core/index.js'
import { isComplete, lossesOf } from '../best-trials.js'
import { commonSpace } from '../common-space.js'
import type { Direction } from '../sampler.js'
import { isSameDimension, type SearchSpace } from '../search-space.js'
import type { CompleteTrial, TrialRecord } from '../trial-record.js'
import { fanova, meanDecreaseInImpurity } from './forest-importances.js'
import { pedAnova } from './ped-anova.js'

/** What {@link parameterImportances} takes. */
export interface ImportanceOptions {
  /**
   * `pedAnova`: how otherwise the best tenth of the trials chose than all; fast, also for conditional parameters. `fanova`: the share of a random forest's variance over the whole
   * space that the parameter explains by itself. `mdi`: the share of the decrease in squared error that a random forest owes to it. Default `pedAnova`.
   */
  method?: 'fanova' | 'pedAnova' | 'mdi'
  /**
   * What is to be explained, such as `(trial) => trial.finishedMs - trial.startedMs`. For `pedAnova` low values are the good ones. Default the objective; of several
   * `pedAnova` takes those on the best fronts, the other methods need a target.
   */
  target?: (trial: CompleteTrial) => number
  /** Names of the parameters to be assessed. Default, for `pedAnova`, every one of the complete trials, and else those that all of them share, each with one range. */
  params?: readonly string[]
  /** Of the forest. Default 0. */
  seed?: number
  /** Importances of sum 1; where all are 0, equal parts. Default true. */
  normalize?: boolean
}

const ACTION = 'Assess importances'
const OPTION_NAMES = ['method', 'target', 'params', 'seed', 'normalize']
const METHODS = ['fanova', 'pedAnova', 'mdi']

function refuse(rule: string, message: string, value: unknown, path?: string): never {
  throw new BarcastError(`tuning/${rule}`, `${ACTION}: ${message}`, { value, where: path === undefined ? {} : { path } })
}

function checkOptions(options: ImportanceOptions): void {
  for (const key of Object.keys(options))
    if (!OPTION_NAMES.includes(key)) throw unknownNameError('tuning/unknown-option', ACTION, 'option', key, OPTION_NAMES, { path: key })
  const { method = 'pedAnova', target, params, seed = 0, normalize = true } = options
  if (!METHODS.includes(method))
    throw unknownNameError('tuning/unknown-option', ACTION, 'method', String(method), METHODS, { path: 'method' })
  if (target !== undefined && typeof target !== 'function')
    refuse('config', `target must be a function of a trial, found ${String(target)}`, target, 'target')
  if (params !== undefined && !(Array.isArray(params) && params.every((name) => typeof name === 'string')))
    refuse('config', `params must be a list of names, found ${String(params)}`, params, 'params')
  if (!Number.isSafeInteger(seed)) refuse('config', `seed must be a whole number, found ${String(seed)}`, seed, 'seed')
  if (typeof normalize !== 'boolean')
    refuse('config', `normalize must be true or false, found ${String(normalize)}`, normalize, 'normalize')
}

/** @throws BarcastError `tuning/unknown-parameter` for a name that no complete trial has. */
function checkNames(names: readonly string[], trials: readonly CompleteTrial[]): void {
  const known = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))]
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownNameError('tuning/unknown-parameter', ACTION, 'parameter', unknown, known, { path: 'params' })
}

function enough(trials: number, rule: string): void {
  if (trials < 2) refuse('importance-trials', `two complete trials or more must have finite values${rule}, found ${trials}`, trials)
}

/** Dimensions of the named parameters, each the same in all of the trials. */
function spaceOf(trials: readonly CompleteTrial[], names: readonly string[]): SearchSpace {
  const space = Object.fromEntries(names.map((name) => [name, trials[0]!.space[name]!]))
  const changed = names.find((name) => trials.some((trial) => !isSameDimension(trial.space[name]!, space[name]!)))
  if (changed !== undefined)
    refuse('changed-parameter', `"${changed}" must have one range in all trials (or method pedAnova), found several`, changed, 'params')
  return space
}

/** What is to be explained, of trials all of whose values are finite. */
function explained(complete: readonly CompleteTrial[], directions: readonly Direction[], { method, target }: ImportanceOptions) {
  const targetOf = (trial: CompleteTrial): number => {
    const value: unknown = target?.(trial)
    return typeof value === 'number'
      ? value
      : refuse('importance-target', `target must give numbers, found ${String(value)}`, value, 'target')
  }
  if (target === undefined && directions.length > 1 && method !== undefined && method !== 'pedAnova')
    refuse(
      'importance-target',
      `target must say what is to be explained where there are ${directions.length} objectives (or method pedAnova), found none`,
      directions,
      'target',
    )
  return complete
    .map((trial) => ({ trial, values: target === undefined ? trial.values : [targetOf(trial)] }))
    .filter(({ values }) => values.every(Number.isFinite))
}

function assess(complete: readonly CompleteTrial[], directions: readonly Direction[], options: ImportanceOptions): Map<string, number> {
  const { method = 'pedAnova', target, params, seed = 0 } = options
  const usable = explained(complete, directions, options)
  if (params !== undefined) checkNames(params, complete)
  if (method === 'pedAnova') {
    enough(usable.length, '')
    const losses = usable.map(({ trial, values }) => (target === undefined ? lossesOf(trial, directions) : values))
    const names = params ?? [...new Set(complete.flatMap((trial) => Object.keys(trial.params)))]
    return pedAnova(
      usable.map(({ trial }) => trial),
      losses,
      names,
    )
  }
  const names = [...(params ?? Object.keys(commonSpace(complete)))].sort()
  const rows = usable.filter(({ trial: { space } }) => names.every((name) => Object.hasOwn(space, name)))
  enough(rows.length, params === undefined ? '' : ` and all of ${names.join(', ')}`)
  const trials = rows.map(({ trial }) => trial)
  const targets = rows.map(({ values }) => values[0]!)
  return { fanova, mdi: meanDecreaseInImpurity }[method](trials, targets, spaceOf(trials, names), createRandom(seed))
}

/**
 * How important each parameter was, as Optuna's `get_param_importances`: from the largest to the smallest, equal ones by name, of sum 1 unless `normalize` is false. (JavaScript itself puts names
 * that are whole numbers first.)
 *
 * `pedAnova` equals Optuna's to 1e-9: Σ over a parameter's ranges of Pearson's divergence between its densities in the best tenth of the trials and in all. `fanova` and `mdi` grow 64 trees of
 * squared error, of depth up to 64, from rows drawn with replacement, each choice a column of 0 and 1, no logarithms taken; they differ from Optuna's, and between seeds, by the draws alone.
 *
 * Complete trials with a finite value (of `target`) count, others are left out. A parameter with one value only has importance 0. Without a parameter that all trials share, forests give no
 * entry: name those of a branch in `params`.
 *
 * @param study a study, or its trials with the directions of its objectives
 * @throws BarcastError `tuning/importance-trials` for fewer than two trials, `tuning/importance-target` for a forest of several objectives without a `target`, or one that gives no number,
 * `tuning/importance-variance` (`fanova`) where values do not differ, `tuning/unknown-parameter`, `tuning/changed-parameter` for a name in `params` with several ranges (forests only),
 * `tuning/config`, `tuning/unknown-option`.
 *
 * @example
 * const study = createStudy({ seed: 1 })
 * await study.optimize((trial) => trial.suggestFloat('x', -3, 3) ** 2 + 0.1 * trial.suggestFloat('y', -3, 3), { trials: 60 })
 * console.log(Object.keys(parameterImportances(study, { method: 'fanova' }))) // [ 'x', 'y' ]
 */
export function parameterImportances(
  study: { readonly trials: readonly TrialRecord[]; readonly directions: readonly Direction[] },
  options: ImportanceOptions = {},
): Record<string, number> {
  checkOptions(options)
  const importances = assess(study.trials.filter(isComplete), study.directions, options)
  const entries = [...importances].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (options.normalize === false) return Object.fromEntries(entries)
  const sum = entries.reduce((total, [, value]) => total + value, 0)
  return Object.fromEntries(entries.map(([name, value]) => [name, sum === 0 ? 1 / entries.length : value / sum]))
}
