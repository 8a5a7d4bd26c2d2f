import { BarcastError, exp, log1p } from '../core/index.js'
import { formatShort, parseNumber } from './c-format.js'
import type { BoosterSettings } from './config.js'
import { OBJECTIVE_ALIASES, OBJECTIVES, type ObjectiveName } from './objective-names.js'
import { applyXgboostLink, isXgboostLink, type XgboostLink, xgboostOutputs } from './xgboost/link.js'

const ROOT_OBJECTIVES = ['regression', 'regression_l1', 'fair', 'quantile', 'mape'] as const satisfies readonly ObjectiveName[]
/** Objectives that may descend on square roots. */
type RootObjective = (typeof ROOT_OBJECTIVES)[number]
type PlainObjective = Exclude<ObjectiveName, RootObjective | 'binary' | 'multiclass' | 'multiclassova' | 'none'>

/** What a model's raw scores mean: its objective, and the constants that turn scores into predictions. */
export type Link =
  | { readonly objective: 'binary'; readonly sigmoid: number }
  | { readonly objective: 'multiclass'; readonly classes: number }
  | { readonly objective: 'multiclassova'; readonly classes: number; readonly sigmoid: number }
  /** With `sqrt` the scores are square roots that keep the label's sign. */
  | { readonly objective: RootObjective; readonly sqrt?: boolean }
  | { readonly objective: PlainObjective }
  /** A custom objective: predictions are the raw scores. */
  | { readonly objective: 'none'; readonly classes: number }
  /** Models with XGBoost's semantics. */
  | XgboostLink

/** Raw scores per row. */
export function classesOf(link: Link): number {
  return 'classes' in link ? link.classes : 1
}

/** Predictions per row: as many as raw scores, but for XGBoost's `multi:softmax`, which predicts the class's number. */
export function outputsOf(link: Link): number {
  return isXgboostLink(link) ? xgboostOutputs(link) : classesOf(link)
}

function takesRoots(objective: ObjectiveName): objective is RootObjective {
  return (ROOT_OBJECTIVES as readonly string[]).includes(objective)
}

/** The link of a model that these settings train. */
export function linkOf({ objective, sigmoid, numClass, regSqrt }: BoosterSettings): Link {
  if (objective === 'binary') return { objective, sigmoid }
  if (objective === 'multiclass' || objective === 'none') return { objective, classes: numClass }
  if (objective === 'multiclassova') return { objective, classes: numClass, sigmoid }
  if (takesRoots(objective)) return regSqrt ? { objective, sqrt: true } : { objective }
  return { objective }
}

/** Replaces the raw scores `values[from] … values[to − 1]` by probabilities, in LightGBM's order of operations. */
export function softmax(values: Float64Array, from: number, to: number): void {
  let most = values[from]!
  for (let k = from + 1; k < to; k++) if (values[k]! > most) most = values[k]!
  let sum = 0
  for (let k = from; k < to; k++) {
    const power = exp(values[k]! - most)
    values[k] = power
    sum += power
  }
  for (let k = from; k < to; k++) values[k]! /= sum
}

/**
 * Turns the raw scores of one row at `values[at …]` into predictions, in place: probabilities for classifiers and `cross_entropy`, means
 * for `poisson`, `gamma` and `tweedie`, the exponential parameter λ for `cross_entropy_lambda`, otherwise the scores themselves.
 */
export function applyLink(link: Link, values: Float64Array, at: number): void {
  if (isXgboostLink(link)) {
    applyXgboostLink(link, values, at)
    return
  }
  switch (link.objective) {
    case 'multiclass':
      softmax(values, at, at + link.classes)
      return
    case 'multiclassova':
      for (let k = at; k < at + link.classes; k++) values[k] = 1 / (1 + exp(-link.sigmoid * values[k]!))
      return
    case 'binary':
      values[at] = 1 / (1 + exp(-link.sigmoid * values[at]!))
      return
    case 'cross_entropy':
      values[at] = 1 / (1 + exp(-values[at]!))
      return
    case 'cross_entropy_lambda':
      values[at] = log1p(exp(values[at]!))
      return
    case 'poisson':
    case 'gamma':
    case 'tweedie':
      values[at] = exp(values[at]!)
      return
    default:
      if ('sqrt' in link && link.sqrt) values[at] = Math.sign(values[at]!) * values[at]! * values[at]!
  }
}

/**
 * What follows `objective=` in LightGBM's model text; undefined for a custom objective, whose models have no such line.
 * @throws BarcastError `boosting/unsupported-model` for XGBoost's objectives.
 */
export function describeLink(link: Link): string | undefined {
  if (isXgboostLink(link)) {
    throw new BarcastError(
      'boosting/unsupported-model',
      `Write LightGBM model: objective must be LightGBM's, found XGBoost's ${link.objective}`,
      {
        value: link.objective,
      },
    )
  }
  switch (link.objective) {
    case 'none':
      return undefined
    case 'binary':
      return `binary sigmoid:${formatShort(link.sigmoid)}`
    case 'multiclass':
      return `multiclass num_class:${link.classes}`
    case 'multiclassova':
      return `multiclassova num_class:${link.classes} sigmoid:${formatShort(link.sigmoid)}`
    default:
      return 'sqrt' in link && link.sqrt ? `${link.objective} sqrt` : link.objective
  }
}

function objectiveNamed(name: string): ObjectiveName | undefined {
  const known = OBJECTIVES.find((objective) => objective === name)
  return known ?? (Object.hasOwn(OBJECTIVE_ALIASES, name) ? OBJECTIVE_ALIASES[name as keyof typeof OBJECTIVE_ALIASES] : undefined)
}

const MOST_CLASSES = 1_000_000

/**
 * The reverse of {@link describeLink}, also for the objectives' names in older versions' files. Options that predictions do not need
 * (`alpha:0.9`) are passed over, as LightGBM does.
 *
 * @param text what follows `objective=`; undefined if there is no such line
 * @param classes the file's `num_tree_per_iteration`
 * @param refuse throws; gets the rule that `text` breaks
 */
export function parseLink(text: string | undefined, classes: number, refuse: (rule: string) => never): Link {
  if (text === undefined) return { objective: 'none', classes }
  const [name = '', ...options] = text.split(' ')
  const number = (key: string): number =>
    parseNumber(options.find((option) => option.startsWith(`${key}:`))?.slice(key.length + 1) ?? '') ?? NaN
  const sigmoid = (): number => {
    const value = number('sigmoid')
    return value > 0 && value < Infinity ? value : refuse('sigmoid must be a positive number')
  }
  const numClass = (): number => {
    const value = number('num_class')
    return Number.isInteger(value) && value >= 2 && value <= MOST_CLASSES ? value : refuse('num_class must be a whole number from 2 on')
  }
  const objective = objectiveNamed(name)
  if (objective === undefined) return refuse(`objective must be one of ${OBJECTIVES.join(', ')}`)
  if (objective === 'none') return { objective, classes }
  if (objective === 'binary') return { objective, sigmoid: sigmoid() }
  if (objective === 'multiclass') return { objective, classes: numClass() }
  if (objective === 'multiclassova') return { objective, classes: numClass(), sigmoid: sigmoid() }
  if (takesRoots(objective)) return options.includes('sqrt') ? { objective, sqrt: true } : { objective }
  return { objective }
}
