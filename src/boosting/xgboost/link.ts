import { floatExp, floatLog } from './float-exponential.js'

const { fround } = Math

/** Objectives under XGBoost's names for them. */
export const XGBOOST_OBJECTIVES = [
  'binary:logistic',
  'binary:logitraw',
  'binary:hinge',
  'multi:softprob',
  'multi:softmax',
  'reg:squarederror',
  'reg:logistic',
  'reg:absoluteerror',
  'reg:pseudohubererror',
  'reg:squaredlogerror',
  'reg:quantileerror',
  'reg:gamma',
  'reg:tweedie',
  'count:poisson',
  'rank:ndcg',
  'rank:map',
  'rank:pairwise',
  'survival:cox',
  'survival:aft',
] as const

export type XgboostObjectiveName = (typeof XGBOOST_OBJECTIVES)[number]

/** What the raw scores of a model with XGBoost's semantics mean; `classes` counts raw scores per row: classes, targets or quantiles. */
export interface XgboostLink {
  readonly objective: XgboostObjectiveName
  readonly classes: number
}

export function isXgboostLink(link: { readonly objective: string }): link is XgboostLink {
  return link.objective.includes(':')
}

/** How scores become predictions. */
type Transform = 'none' | 'logistic' | 'exponential' | 'step' | 'softmax' | 'argmax'

function transformOf(objective: XgboostObjectiveName): Transform {
  switch (objective) {
    case 'binary:logistic':
    case 'reg:logistic':
      return 'logistic'
    case 'reg:gamma':
    case 'reg:tweedie':
    case 'count:poisson':
    case 'survival:cox':
    case 'survival:aft':
      return 'exponential'
    case 'binary:hinge':
      return 'step'
    case 'multi:softprob':
      return 'softmax'
    case 'multi:softmax':
      return 'argmax'
    default:
      return 'none'
  }
}

/** Predictions per row: one class number for `multi:softmax`, otherwise as many as raw scores. */
export function xgboostOutputs({ objective, classes }: XgboostLink): number {
  return objective === 'multi:softmax' ? 1 : classes
}

/** Keeps a quotient finite, in XGBoost's logistic function. */
const LEAST_DENOMINATOR = fround(1e-16)

/** The logistic function in float32, step by step as XGBoost's. */
export function floatSigmoid(score: number): number {
  return fround(1 / fround(fround(floatExp(Math.min(-score, fround(88.7))) + 1) + LEAST_DENOMINATOR))
}

/** Softmax in float32, its sum in float64, as XGBoost's; in place. */
export function floatSoftmax(values: Float64Array, from: number, to: number): void {
  let most = values[from]!
  for (let k = from + 1; k < to; k++) if (values[k]! > most) most = values[k]!
  let sum = 0
  for (let k = from; k < to; k++) {
    values[k] = floatExp(fround(values[k]! - most))
    sum += values[k]!
  }
  const total = fround(sum)
  for (let k = from; k < to; k++) values[k] = fround(values[k]! / total)
}

/** Turns the raw scores of one row at `values[at …]` into XGBoost's predictions, in place, as float32; see {@link xgboostOutputs}. */
export function applyXgboostLink({ objective, classes }: XgboostLink, values: Float64Array, at: number): void {
  const transform = transformOf(objective)
  if (transform === 'none') return
  if (transform === 'softmax') {
    floatSoftmax(values, at, at + classes)
    return
  }
  if (transform === 'argmax') {
    let best = 0
    for (let k = 1; k < classes; k++) if (values[at + k]! > values[at + best]!) best = k
    values[at] = best
    return
  }
  for (let k = at; k < at + classes; k++) {
    const score = values[k]!
    if (transform === 'logistic') values[k] = floatSigmoid(score)
    else values[k] = transform === 'exponential' ? floatExp(score) : Number(score > 0)
  }
}

const LEAST_SHARE = fround(1e-6)

/** The raw score that XGBoost starts from for a `base_score`, which it keeps on the scale of predictions; a float32. */
export function startScoreOf(objective: XgboostObjectiveName, baseScore: number): number {
  switch (transformOf(objective)) {
    case 'logistic': {
      const p = Math.min(Math.max(fround(baseScore), LEAST_SHARE), fround(1 - LEAST_SHARE))
      return -floatLog(fround(fround(1 / p) - 1))
    }
    case 'exponential':
      return floatLog(fround(baseScore))
    default:
      return fround(baseScore)
  }
}

/** Whether a model of this objective may have this `base_score`. */
export function isBaseScore(objective: XgboostObjectiveName, baseScore: number): boolean {
  const transform = transformOf(objective)
  if (transform === 'logistic') return baseScore >= 0 && baseScore <= 1
  return transform === 'exponential' ? baseScore > 0 && baseScore < Infinity : Number.isFinite(baseScore)
}
