import { BarcastError, type Json } from '../core/index.js'
import { checkDimension, type ParamValue, type ParamValues, type SearchDimension, type SearchSpace } from './search-space.js'
import type { TrialBook } from './trial-book.js'

/**
 * One attempt at good parameters. Each `suggest…` names a parameter and where it may lie; asked again in the same trial it gives the same value.
 * What is asked may depend on what was suggested before. All throw BarcastError `tuning/search-space` for a range or choices that give nothing,
 * `tuning/changed-parameter` when the name stood for another range in this trial or for another kind of parameter in the study,
 * `tuning/value-outside` for a queued value that the range excludes, and `tuning/not-running` once the trial was told.
 */
export interface Trial {
  /** Counted from 0 in the study. */
  readonly number: number
  /** What was suggested so far. */
  readonly params: ParamValues
  /** A number from low to high, both included; with `log` by its logarithm, with `step` one of low, low + step, … */
  suggestFloat(name: string, low: number, high: number, options?: { log?: boolean; step?: number }): number
  /** A whole number from low to high, both included. */
  suggestInt(name: string, low: number, high: number, options?: { log?: boolean; step?: number }): number
  /** One of the choices. */
  suggestCategorical<T extends ParamValue>(name: string, choices: readonly T[]): T
  /**
   * A value on the way to the last one, in the units of the objective; `step` is a whole number from 0, such as rounds or folds done. NaN and infinite values are kept. A step
   * that was reported before keeps its first value, as in Optuna.
   * @throws BarcastError `tuning/report`, `tuning/several-objectives`.
   */
  report(value: number, step: number): void
  /** Whether the study's pruner gives the trial up, by what was reported; false before the first report and with several objectives. */
  shouldPrune(): boolean
  /** Ends the objective: the trial is pruned, and keeps its reports. @throws BarcastError `tuning/pruned`, always. */
  prune(): never
  /** How far each constraint is broken, at most 0 where it is kept. Again: replaces them. @throws BarcastError `tuning/constraints`. */
  setConstraints(constraints: readonly number[]): void
  /** Notes something with the trial. @throws BarcastError `tuning/attribute` for what is not JSON. */
  setAttribute(name: string, value: Json): void
}

/** The trial of this number. */
export function trialOf(book: TrialBook, number: number): Trial {
  const numbers =
    (type: 'int' | 'float') =>
    (name: string, low: number, high: number, options: object = {}) =>
      book.suggest(number, name, { ...options, type, low, high } as SearchDimension) as number
  return {
    number,
    get params() {
      return book.records[number]!.params
    },
    suggestFloat: numbers('float'),
    suggestInt: numbers('int'),
    suggestCategorical: <T>(name: string, choices: readonly T[]) =>
      book.suggest(number, name, { type: 'choice', choices: choices as never }) as T,
    report: (value, step) => book.report(number, value, step),
    shouldPrune: () => book.shouldPrune(number),
    prune() {
      throw new BarcastError('tuning/pruned', `Prune trial: the objective must let this error pass, found trial ${number} gone on`, {
        value: number,
      })
    },
    setConstraints: (constraints) => book.setConstraints(number, constraints),
    setAttribute: (name, value) => book.setAttribute(number, name, value),
  }
}

/** Suggests every parameter of a space, in the order of its keys. @throws BarcastError as {@link Trial}. */
export function suggestFrom(trial: Trial, space: SearchSpace): ParamValues {
  return Object.fromEntries(
    Object.entries(space).map(([name, given]) => {
      const dimension = checkDimension(name, given, 'Suggest parameter')
      if (dimension.type === 'choice') return [name, trial.suggestCategorical(name, dimension.choices)]
      const { low, high, log, step } = dimension
      const options = { ...(log === undefined ? {} : { log }), ...(step === undefined ? {} : { step }) }
      return [name, dimension.type === 'int' ? trial.suggestInt(name, low, high, options) : trial.suggestFloat(name, low, high, options)]
    }),
  )
}
