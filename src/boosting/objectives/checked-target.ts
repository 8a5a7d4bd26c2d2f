import { BarcastError } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'
import { labelGains, longestQuery, MOST_QUERY_ROWS } from './gain.js'
import { meanLabel, type Target } from './target.js'

/** Labels and weights as they were given. */
export interface GivenTarget {
  y: ArrayLike<number>
  weight?: ArrayLike<number>
  group?: ArrayLike<number>
}

function refuse(rule: string, message: string, value: unknown, where: { row?: number; column?: string } = {}): never {
  throw new BarcastError(`boosting/${rule}`, `Train booster: ${message}`, { value, where })
}

const FLOAT_LIMIT = 1e38

interface LabelRule {
  readonly rule: string
  fits(label: number): boolean
}

function wholeBelow(count: number, rule: string): LabelRule {
  return { rule, fits: (label) => Number.isInteger(label) && label >= 0 && label < count }
}

function labelRule({ objective, numClass, labelGain }: BoosterSettings): LabelRule {
  switch (objective) {
    case 'binary':
      return wholeBelow(2, 'must be 0 or 1')
    case 'multiclass':
    case 'multiclassova':
      return wholeBelow(numClass, 'must be a class number below numClass')
    case 'lambdarank':
    case 'rank_xendcg': {
      const labels = labelGains(labelGain).length
      return wholeBelow(labels, `must be a whole number from 0 to ${labels - 1} (set labelGain for more)`)
    }
    case 'cross_entropy':
    case 'cross_entropy_lambda':
      return { rule: 'must be between 0 and 1', fits: (label) => label >= 0 && label <= 1 }
    case 'poisson':
    case 'tweedie':
      return { rule: 'must be between 0 and 1e38', fits: (label) => label >= 0 && label <= FLOAT_LIMIT }
    case 'gamma':
      return { rule: 'must be above 0 and at most 1e38', fits: (label) => Math.fround(label) > 0 && label <= FLOAT_LIMIT }
    default:
      return { rule: 'must be a number within ±1e38', fits: (label) => Math.abs(label) <= FLOAT_LIMIT }
  }
}

function checkLabels(y: ArrayLike<number>, rows: number, settings: BoosterSettings, name: string): Float32Array {
  if (typeof y !== 'object' || y === null || y.length !== rows)
    refuse('label-count', `${name} must have ${rows} labels like x has rows, found ${y?.length}`, y?.length)
  const labels = new Float32Array(rows)
  const { rule, fits } = labelRule(settings)
  for (let i = 0; i < rows; i++) {
    const label = y[i]!
    if (!(typeof label === 'number' && fits(label)))
      refuse('label', `${name} ${rule}, found ${label} at row ${i}`, label, { row: i, column: name })
    labels[i] = label
  }
  return labels
}

function checkWeights(
  weight: ArrayLike<number> | undefined,
  rows: number,
  { objective }: BoosterSettings,
  name: string,
): Float32Array | undefined {
  if (weight === undefined) return undefined
  if (weight.length !== rows)
    refuse('weight-count', `${name} must have ${rows} numbers like x has rows, found ${weight.length}`, weight.length)
  const mayBeZero = objective !== 'cross_entropy_lambda'
  const weights = new Float32Array(rows)
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const value = weight[i]!
    weights[i] = value
    if (!(typeof value === 'number' && value <= FLOAT_LIMIT && (mayBeZero ? value >= 0 : weights[i]! > 0)))
      refuse('weight', `${name} must be ${mayBeZero ? '0 or above' : `above 0 for ${objective}`}, found ${value} at row ${i}`, value, {
        row: i,
        column: name,
      })
    sum += weights[i]!
  }
  if (!(sum > 0)) refuse('weight', `${name} must not be 0 everywhere`, sum, { column: name })
  return weights
}

/** From the rows of each query to where each begins. */
function checkGroup(group: ArrayLike<number> | undefined, rows: number, settings: BoosterSettings, name: string): Int32Array | undefined {
  const { objective } = settings
  const ranks = objective === 'lambdarank' || objective === 'rank_xendcg'
  if (group === undefined) {
    if (ranks) refuse('group', `${objective} needs ${name}, the rows of each query, found none`, undefined, { column: name })
    return undefined
  }
  const starts = new Int32Array(group.length + 1)
  for (let q = 0; q < group.length; q++) {
    const size = group[q]!
    if (!(Number.isInteger(size) && size >= 1))
      refuse('group', `${name} must hold each query's number of rows, found ${size} for query ${q}`, size, { column: name })
    if (starts[q]! + size > rows) refuse('group', `${name} must add up to ${rows} rows, found more by query ${q}`, size, { column: name })
    starts[q + 1] = starts[q]! + size
  }
  const end = starts[group.length]!
  if (end !== rows) refuse('group', `${name} must add up to ${rows} rows, found ${end}`, end, { column: name })
  const longest = longestQuery(starts)
  if (longest > MOST_QUERY_ROWS)
    refuse('group', `${name} must have at most ${MOST_QUERY_ROWS} rows per query, found ${longest}`, longest, { column: name })
  return starts
}

/** What only labels to learn from must fulfil. */
function checkLearnable(target: Target, { objective }: BoosterSettings): void {
  const { labels } = target
  if (objective === 'binary' || objective === 'multiclass' || objective === 'multiclassova') {
    if (labels.every((label) => label === labels[0]))
      refuse('one-class', `y must hold at least two classes, found only ${labels[0]}`, labels[0])
  } else if (['poisson', 'tweedie', 'cross_entropy_lambda'].includes(objective) && !(meanLabel(target) > 0)) {
    refuse('label', `y must be above 0 somewhere for ${objective}, found only 0`, 0, { column: 'y' })
  }
}

/**
 * Labels, weights and queries as an objective takes them.
 *
 * @param prefix of the names in errors: nothing for rows to learn from, `valid.` for others
 * @throws BarcastError `boosting/label-count`, `boosting/label`, `boosting/one-class`, `boosting/weight-count`, `boosting/weight`,
 * `boosting/group`.
 */
export function checkTarget(given: GivenTarget, rows: number, settings: BoosterSettings, prefix = ''): Required<Target> {
  const target = {
    labels: checkLabels(given.y, rows, settings, `${prefix}y`),
    weights: checkWeights(given.weight, rows, settings, `${prefix}weight`),
    queries: checkGroup(given.group, rows, settings, `${prefix}group`),
  }
  if (prefix === '') checkLearnable(target, settings)
  return target
}
