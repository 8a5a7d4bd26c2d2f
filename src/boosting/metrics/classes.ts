import { log } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'
import { EPSILON } from '../constants.js'
import { applyLink, linkOf } from '../link.js'
import type { Metric } from '../metric.js'
import type { Target } from '../objective.js'
import { weightSum } from '../objectives/target.js'
import { checkMetricLabels, refuseRows } from './rows.js'

/** Mean of what rows lose by the probabilities of their classes. */
function meanLoss(
  name: string,
  settings: BoosterSettings,
  target: Target,
  loss: (label: number, probabilities: Float64Array) => number,
): Metric {
  const { labels, weights } = target
  const { numClass } = settings
  const rows = labels.length
  const link = linkOf(settings)
  const probabilities = new Float64Array(numClass)
  return {
    name,
    higherIsBetter: false,
    evaluate(scores) {
      let sum = 0
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < numClass; k++) probabilities[k] = scores[k * rows + i]!
        applyLink(link, probabilities, 0)
        sum += loss(labels[i]!, probabilities) * (weights === undefined ? 1 : weights[i]!)
      }
      return sum / weightSum(target)
    },
  }
}

function logLoss(label: number, probabilities: Float64Array): number {
  return -log(Math.max(probabilities[label]!, EPSILON))
}

/** 1 if more than `most` classes are at least as likely as the row's own, which counts too. */
function missAmong(most: number): (label: number, probabilities: Float64Array) => number {
  return (label, probabilities) => {
    const own = probabilities[label]!
    let ahead = 0
    for (let k = 0; k < probabilities.length; k++) if (probabilities[k]! >= own) ahead += 1
    return ahead > most ? 1 : 0
  }
}

/** How each pair of classes is to be told apart: row by row what a mix-up costs, 0 on the diagonal. */
function costsOf({ numClass, aucMuWeights }: BoosterSettings): (i: number, j: number) => number {
  return (i, j) => (i === j ? 0 : (aucMuWeights?.[i * numClass + j] ?? 1))
}

/** Rows of one class, and where they stand along the line that separates it from another. */
interface Placed {
  rows: Int32Array
  places: Float64Array
}

/**
 * The weight of pairs whose row of class `i` lies further than that of class `j`; places less than 1e-15 apart count half, as in LightGBM.
 */
function countPairs(first: Placed, second: Placed, weights: Float32Array | undefined): number {
  const size = first.rows.length
  const place = (at: number): number => (at < size ? first.places[at]! : second.places[at - size]!)
  const order = Int32Array.from({ length: size + second.rows.length }, (_, at) => at).sort((a, b) => {
    const gap = place(a) - place(b)
    if (!(Math.abs(gap) < EPSILON)) return gap
    // The other class first.
    return (a < size ? 1 : 0) - (b < size ? 1 : 0) || a - b
  })
  const weightOf = (at: number): number => weights?.[at < size ? first.rows[at]! : second.rows[at - size]!] ?? 1
  let sum = 0
  let passed = 0
  let level = 0
  let onLevel = 0
  for (const at of order) {
    const here = place(at)
    const isTie = Math.abs(here - level) < EPSILON
    if (at < size) sum += weightOf(at) * (isTie ? passed - 0.5 * onLevel : passed)
    else {
      passed += weightOf(at)
      onLevel = isTie ? onLevel + weightOf(at) : weightOf(at)
      if (!isTie) level = here
    }
  }
  return sum
}

/** AUC-μ (Kleiman & Page 2019): the mean over pairs of classes of how well scores tell them apart. */
function aucMu(settings: BoosterSettings, target: Target): Metric {
  const { labels, weights } = target
  const { numClass } = settings
  const rows = labels.length
  const cost = costsOf(settings)
  const members = Array.from({ length: numClass }, (_, k) => Int32Array.from(labels.keys()).filter((row) => labels[row] === k))
  const sizes = members.map((of) => of.reduce((sum, row) => sum + (weights?.[row] ?? 1), 0))
  const missing = sizes.findIndex((size) => !(size > 0))
  if (missing >= 0) refuseRows('label', `labels for the metric auc_mu must hold every class, found none of ${missing}`, missing)
  const tellApart = (scores: Float64Array, i: number, j: number): number => {
    const direction = Float64Array.from({ length: numClass }, (_, k) => cost(i, k) - cost(j, k))
    const sign = direction[i]! - direction[j]!
    const placed = (of: Int32Array): Placed => ({
      rows: of,
      places: Float64Array.from(of, (row) => sign * direction.reduce((sum, part, k) => sum + part * scores[k * rows + row]!, 0)),
    })
    return countPairs(placed(members[i]!), placed(members[j]!), weights) / sizes[i]! / sizes[j]!
  }
  return {
    name: 'auc_mu',
    higherIsBetter: true,
    evaluate(scores) {
      let sum = 0
      for (let i = 0; i < numClass; i++) for (let j = i + 1; j < numClass; j++) sum += tellApart(scores, i, j)
      return (2 * sum) / numClass / (numClass - 1)
    },
  }
}

/** Metrics of several classes. */
export function multiclassMetric(name: 'multi_logloss' | 'multi_error' | 'auc_mu', settings: BoosterSettings, target: Target): Metric {
  const isClass = (label: number): boolean => Number.isInteger(label) && label >= 0 && label < settings.numClass
  checkMetricLabels(name, 'class numbers below numClass', target, isClass)
  if (name === 'auc_mu') return aucMu(settings, target)
  if (name === 'multi_logloss') return meanLoss(name, settings, target, logLoss)
  const most = settings.multiErrorTopK
  return meanLoss(most === 1 ? name : `${name}@${most}`, settings, target, missAmong(most))
}
