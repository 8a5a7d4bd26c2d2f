import { BarcastError, exp, log, type Random } from '../core/index.js'
import type { ModelType } from '../models/index.js'

/** Where one hyperparameter is drawn from: bounds are inclusive, `log` draws its logarithm uniformly. */
export type SearchDimension =
  | { readonly type: 'int' | 'float'; readonly low: number; readonly high: number; readonly log?: boolean | undefined }
  | { readonly type: 'choice'; readonly choices: readonly ParamValue[] }

/** Hyperparameters by the name under which the model takes them. */
export type SearchSpace = Readonly<Record<string, SearchDimension>>

export type ParamValue = number | string | boolean

/** Hyperparameters of one model. */
export type ParamValues = Readonly<Record<string, ParamValue>>

/** The documents' search spaces, one per type of model. */
export const DEFAULT_SPACES = {
  lightgbm: {
    num_leaves: { type: 'int', low: 10, high: 100 },
    learning_rate: { type: 'float', low: 0.01, high: 0.3, log: true },
    feature_fraction: { type: 'float', low: 0.5, high: 1 },
    bagging_fraction: { type: 'float', low: 0.5, high: 1 },
    min_child_samples: { type: 'int', low: 5, high: 50 },
  },
} as const satisfies Record<ModelType, SearchSpace>

function refuse(name: string, rule: string, value: unknown): never {
  throw new BarcastError('training/search-space', `Search hyperparameters: ${name}: ${rule}, found ${String(value)}`, {
    value,
    where: { path: `space.${name}` },
  })
}

/** Rules that a schema does not express: the order of bounds, whole numbers, and logarithms of positive numbers only. */
export function checkSpace(space: SearchSpace): void {
  for (const [name, dimension] of Object.entries(space)) {
    if (dimension.type === 'choice') continue
    const { type, low, high } = dimension
    if (!(low <= high)) refuse(name, `low must not be above high (${high})`, low)
    if (type === 'int' && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
      refuse(name, 'bounds must be whole numbers', `${low}, ${high}`)
    if (dimension.log === true && !(low > 0)) refuse(name, 'low must be above 0 for log', low)
  }
}

function drawLog(low: number, high: number, random: Random): number {
  const bottom = log(low)
  return exp(bottom + random.uniform() * (log(high) - bottom))
}

function draw(dimension: SearchDimension, random: Random): ParamValue {
  if (dimension.type === 'choice') return dimension.choices[random.integer(0, dimension.choices.length)]!
  const { type, low, high } = dimension
  if (type === 'int') {
    if (dimension.log !== true) return random.integer(low, high + 1)
    // Half a unit of room at both ends gives the bounds their share.
    return Math.min(Math.max(Math.round(drawLog(low - 0.5, high + 0.5, random)), low), high)
  }
  const value = dimension.log === true ? drawLog(low, high, random) : low + random.uniform() * (high - low)
  return Math.min(Math.max(value, low), high)
}

/** One value of each hyperparameter, independent and in the order of the space's keys. */
export function drawParams(space: SearchSpace, random: Random): ParamValues {
  return Object.fromEntries(Object.entries(space).map(([name, dimension]) => [name, draw(dimension, random)]))
}
