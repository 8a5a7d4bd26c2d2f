import { boosterParamName, xgboosterParamName } from '../boosting/index.js'
import { BarcastError, type Frame, unknownNameError } from '../core/index.js'
import { checkFeatures, checkLength, checkWeights, type ModelSpec } from './config.js'
import type { ModelType } from './model.js'

/**
 * Rows on which the boosted types are watched round by round; they are never learned from. The log loss decides, whatever metric the parameters name: it is what the
 * rounds make smaller. Take them from the training part: rows that chose a number of rounds cannot score the model afterwards.
 */
export interface WatchedRows {
  X: Frame
  /** Class indices, a label in every row. */
  y: Int32Array
  /** Weight of each row in the log loss. */
  weights?: Float64Array
  /** Training ends after so many rounds without a smaller log loss, and the model at the best round. */
  earlyStoppingRounds: number
  /** Told after each round (from 1); an error that it throws ends the training. */
  onRound?: (round: number, logLoss: number) => void
}

/** How the rounds of a watched training went. */
export interface RoundHistory {
  /** The round that the model ends at, from 1. */
  bestRound: number
  /** Log loss of the watched rows after each round. */
  validationLoss: number[]
  /** Log loss of the training rows after each round; undefined for a type that does not tell it (xgboost). */
  trainingLoss: number[] | undefined
}

const ROUND_NAMES = {
  lightgbm: { parameter: 'num_iterations', isRounds: (name: string) => boosterParamName(name) === 'numIterations', default: 100 },
  xgboost: { parameter: 'n_estimators', isRounds: (name: string) => xgboosterParamName(name) === 'numBoostRound', default: 100 },
} as const
const OPTION_NAMES = ['X', 'y', 'weights', 'earlyStoppingRounds', 'onRound']

/** Whether a type of model learns in rounds, so that it can be watched and stopped. */
export function learnsInRounds(modelType: ModelType): modelType is keyof typeof ROUND_NAMES {
  return Object.hasOwn(ROUND_NAMES, modelType)
}

/** The name among `names` under which a parameter stands that sets the number of rounds; undefined when there is none. */
export function roundsParameter(modelType: keyof typeof ROUND_NAMES, names: Iterable<string>): string | undefined {
  return [...names].find(ROUND_NAMES[modelType].isRounds)
}

/** Rounds that a boosted type is trained for unless stopped. */
export function roundsOf({ modelType, params = {} }: ModelSpec & { modelType: keyof typeof ROUND_NAMES }): number {
  const name = roundsParameter(modelType, Object.keys(params))
  const given = name === undefined ? undefined : (params as Record<string, unknown>)[name]
  return typeof given === 'number' ? given : ROUND_NAMES[modelType].default
}

/** The same parameters with another number of rounds, under whichever name it stood. */
export function withRounds(spec: ModelSpec & { modelType: keyof typeof ROUND_NAMES }, rounds: number): ModelSpec {
  const { modelType, params = {} } = spec
  const { parameter, isRounds } = ROUND_NAMES[modelType]
  const others = Object.entries(params).filter(([name]) => !isRounds(name))
  return { modelType, params: { ...Object.fromEntries(others), [parameter]: rounds } } as ModelSpec
}

/** @throws BarcastError `models/no-rounds`, `models/unknown-option`, `models/early-stopping`, `models/exploration-only`, `models/empty`, `models/length`, `models/weights`, `models/label-range`. */
export function checkWatchedRows(watched: WatchedRows, modelType: ModelType, classes: number, action: string): void {
  if (!learnsInRounds(modelType))
    throw new BarcastError(
      'models/no-rounds',
      `${action}: validation rows are for types that learn in rounds (${Object.keys(ROUND_NAMES).join(', ')}), found ${modelType}`,
      { value: modelType, where: { path: 'validation' } },
    )
  for (const name of Object.keys(watched))
    if (!OPTION_NAMES.includes(name))
      throw unknownNameError('models/unknown-option', action, 'option', name, OPTION_NAMES, { path: `validation.${name}` })
  const { X, y, weights, earlyStoppingRounds } = watched
  if (!(Number.isSafeInteger(earlyStoppingRounds) && earlyStoppingRounds > 0))
    throw new BarcastError(
      'models/early-stopping',
      `${action}: earlyStoppingRounds must be a whole number above 0, found ${String(earlyStoppingRounds)}`,
      { value: earlyStoppingRounds, where: { path: 'validation.earlyStoppingRounds' } },
    )
  checkFeatures(X, action)
  checkLength(X.length, y.length, 'validation.y', action)
  if (weights !== undefined) checkWeights(weights, X.length, action)
  const row = y.findIndex((label) => !(label >= 0 && label < classes))
  if (row >= 0)
    throw new BarcastError(
      'models/label-range',
      `${action}: labels of validation rows must be in 0 … ${classes - 1}, found ${y[row]} at row ${row}`,
      { value: y[row], where: { row, column: 'validation.y' } },
    )
}
