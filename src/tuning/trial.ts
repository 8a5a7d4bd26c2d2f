import { checkDimension, type ParamValue, type ParamValues, type SearchSpace } from './search-space.js'

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
