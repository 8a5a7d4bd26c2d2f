import { exp, log } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'
import { EPSILON } from '../constants.js'
import { LightgbmRandom } from '../lightgbm-random.js'
import { softmax } from '../link.js'
import type { Objective } from '../objective.js'
import { bestGain, discounts, labelGains, longestQuery, rankRows } from './gain.js'
import type { Target } from './target.js'

const { fround } = Math
const NEAR_SCORES = fround(0.01)

/** Writes the gradients of the rows `from … to − 1`, which are query `query`. */
type WriteQuery = (query: number, from: number, to: number, scores: Float64Array, gradients: Float32Array, hessians: Float32Array) => void

/** A loss that is a sum over queries; rows' weights multiply what each query gives them. */
function rankingObjective({ weights, queries }: Target, writeQuery: WriteQuery): Objective {
  const starts = queries!
  return {
    classes: 1,
    constantHessian: false,
    needsTrees: () => true,
    initScore: () => 0,
    writeGradients(scores, gradients, hessians, chosen) {
      const count = chosen === undefined ? starts.length - 1 : chosen.length
      for (let c = 0; c < count; c++) {
        const query = chosen === undefined ? c : chosen[c]!
        const from = starts[query]!
        const to = starts[query + 1]!
        writeQuery(query, from, to, scores, gradients, hessians)
        if (weights === undefined) continue
        for (let i = from; i < to; i++) {
          gradients[i]! *= weights[i]!
          hessians[i]! *= weights[i]!
        }
      }
    },
  }
}

const SIGMOID_STEPS = 1024 * 1024

/** 1 / (1 + e ** (sigmoid · x)) at one of a million steps, as LightGBM looks it up; filled where it is needed. */
function falling(sigmoid: number): (x: number) => number {
  const lowest = -50 / sigmoid / 2
  const factor = SIGMOID_STEPS / (-lowest - lowest)
  const table = new Float64Array(SIGMOID_STEPS)
  return (x) => {
    const step = x <= lowest ? 0 : x >= -lowest ? SIGMOID_STEPS - 1 : Math.trunc((x - lowest) * factor)
    if (table[step] === 0) table[step] = 1 / (1 + exp((step / factor + lowest) * sigmoid))
    return table[step]!
  }
}

/** LambdaMART: pairs of rows weighed by how much their exchange would change the discounted cumulative gain. */
export function lambdarankObjective(settings: BoosterSettings, target: Target): Objective {
  const { sigmoid, lambdarankNorm, lambdarankTruncationLevel } = settings
  const { labels } = target
  const queries = target.queries!
  const gains = labelGains(settings.labelGain)
  const discount = discounts(longestQuery(queries))
  const chance = falling(sigmoid)
  const inverseBest = new Float64Array(queries.length - 1)
  for (let q = 0; q < inverseBest.length; q++) {
    const best = bestGain(lambdarankTruncationLevel, labels, queries[q]!, queries[q + 1]!, gains)
    inverseBest[q] = best > 0 ? 1 / best : best
  }
  return rankingObjective(target, (query, from, to, scores, gradients, hessians) => {
    gradients.fill(0, from, to)
    hessians.fill(0, from, to)
    const order = rankRows(scores, from, to)
    const last = order.length - 1
    const spreads = lambdarankNorm && scores[from + order[0]!] !== scores[from + order[last]!]
    let sum = 0
    for (let i = 0; i < last && i < lambdarankTruncationLevel; i++) {
      for (let j = i + 1; j <= last; j++) {
        const first = from + order[i]!
        const second = from + order[j]!
        if (labels[first] === labels[second]) continue
        const firstIsBetter = labels[first]! > labels[second]!
        const high = firstIsBetter ? first : second
        const low = firstIsBetter ? second : first
        const distance = scores[high]! - scores[low]!
        const change = (gains[labels[high]!]! - gains[labels[low]!]!) * Math.abs(discount[i]! - discount[j]!) * inverseBest[query]!
        const delta = spreads ? change / (NEAR_SCORES + Math.abs(distance)) : change
        const p = chance(distance)
        const lambda = p * (-sigmoid * delta)
        const hessian = fround(p * (1 - p) * (sigmoid * sigmoid * delta))
        const step = fround(lambda)
        gradients[low]! -= step
        hessians[low]! += hessian
        gradients[high]! += step
        hessians[high]! += hessian
        sum -= 2 * lambda
      }
    }
    if (!(lambdarankNorm && sum > 0)) return
    const factor = log(1 + sum) / Math.LN2 / sum
    for (let i = from; i < to; i++) {
      gradients[i]! *= factor
      hessians[i]! *= factor
    }
  })
}

/** XE-NDCG: cross entropy between the scores' softmax and randomly lowered gains of the labels, whose third-order step it takes. */
export function xendcgObjective(settings: BoosterSettings, target: Target): Objective {
  const { labels } = target
  const generators = Array.from({ length: target.queries!.length - 1 }, (_, q) => new LightgbmRandom(settings.objectiveSeed + q))
  const longest = longestQuery(target.queries!)
  const rho = new Float64Array(longest)
  const terms = new Float64Array(longest)
  return rankingObjective(target, (query, from, to, scores, gradients, hessians) => {
    const count = to - from
    if (count <= 1) {
      gradients.fill(0, from, to)
      hessians.fill(0, from, to)
      return
    }
    rho.set(scores.subarray(from, to))
    softmax(rho, 0, count)
    let total = 0
    for (let i = 0; i < count; i++) {
      terms[i] = 2 ** labels[from + i]! - generators[query]!.float()
      total += terms[i]!
    }
    const inverse = 1 / Math.max(EPSILON, total)
    // LightGBM divides by 1 − rho even where that is 0, which gives NaN.
    const rest = (i: number): number => Math.max(1 - rho[i]!, EPSILON)
    let firstSum = 0
    for (let i = 0; i < count; i++) {
      const term = -terms[i]! * inverse + rho[i]!
      gradients[from + i] = term
      terms[i] = term / rest(i)
      firstSum += terms[i]!
    }
    let secondSum = 0
    for (let i = 0; i < count; i++) {
      const term = rho[i]! * (firstSum - terms[i]!)
      gradients[from + i]! += fround(term)
      terms[i] = term / rest(i)
      secondSum += terms[i]!
    }
    for (let i = 0; i < count; i++) {
      gradients[from + i]! += fround(rho[i]! * (secondSum - terms[i]!))
      hessians[from + i] = rho[i]! * (1 - rho[i]!)
    }
  })
}
