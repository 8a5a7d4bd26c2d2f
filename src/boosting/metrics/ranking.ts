import type { BoosterSettings } from '../config.js'
import type { Metric } from '../metric.js'
import type { Target } from '../objective.js'
import { bestGain, discounts, labelGains, longestQuery, rankRows } from '../objectives/gain.js'
import { checkMetricLabels, refuseRows } from './rows.js'

const { fround } = Math

/** The mean weight of each query's rows, in float32 steps as LightGBM's. */
function queryWeights({ weights }: Target, queries: Int32Array): Float32Array | undefined {
  if (weights === undefined) return undefined
  const means = new Float32Array(queries.length - 1)
  for (let q = 0; q < means.length; q++) {
    for (let row = queries[q]!; row < queries[q + 1]!; row++) means[q]! += weights[row]!
    means[q]! /= queries[q + 1]! - queries[q]!
  }
  return means
}

/** What one query contributes; undefined counts as 1 (LightGBM: whatever the query weighs). */
type QueryScore = (scores: Float64Array, query: number, from: number, to: number) => number | undefined

function discountedGain(at: number, settings: BoosterSettings, { labels }: Target, queries: Int32Array): QueryScore {
  const gains = labelGains(settings.labelGain)
  const discount = discounts(longestQuery(queries))
  const inverseBest = Float64Array.from({ length: queries.length - 1 }, (_, q) => {
    const best = bestGain(at, labels, queries[q]!, queries[q + 1]!, gains)
    return best > 0 ? 1 / best : -1
  })
  return (scores, query, from, to) => {
    if (inverseBest[query]! <= 0) return undefined
    const order = rankRows(scores, from, to)
    let sum = 0
    for (let rank = 0; rank < Math.min(at, order.length); rank++) sum += gains[labels[from + order[rank]!]!]! * discount[rank]!
    return sum * inverseBest[query]!
  }
}

function precision(at: number, { labels }: Target): QueryScore {
  const isRelevant = (row: number): boolean => labels[row]! > 0.5
  return (scores, _, from, to) => {
    let relevant = 0
    for (let row = from; row < to; row++) if (isRelevant(row)) relevant += 1
    if (relevant === 0) return 1
    const order = rankRows(scores, from, to)
    const ranks = Math.min(at, order.length)
    let hits = 0
    let sum = 0
    for (let rank = 0; rank < ranks; rank++) {
      if (!isRelevant(from + order[rank]!)) continue
      hits += 1
      sum += hits / fround(rank + 1)
    }
    return sum / Math.min(relevant, ranks)
  }
}

/** Means over queries: the normalised discounted cumulative gain, or the mean average precision, of the first rows. */
export function rankingMetrics(name: 'ndcg' | 'map', settings: BoosterSettings, target: Target): Metric[] {
  const { queries } = target
  if (queries === undefined) return refuseRows('group', `the metric ${name} needs group, the rows of each query, found none`, undefined)
  const labels = labelGains(settings.labelGain).length
  const isGraded = (label: number): boolean => Number.isInteger(label) && label >= 0 && label < labels
  if (name === 'ndcg') checkMetricLabels(name, `whole numbers below ${labels}`, target, isGraded)
  const weights = queryWeights(target, queries)
  const count = queries.length - 1
  const total = weights === undefined ? count : weights.reduce((sum, weight) => sum + weight, 0)
  const positions = [...new Set(settings.evalAt)].sort((a, b) => a - b)
  return positions.map((at) => {
    const scoreOf = name === 'ndcg' ? discountedGain(at, settings, target, queries) : precision(at, target)
    return {
      name: `${name}@${at}`,
      higherIsBetter: true,
      evaluate(scores) {
        let sum = 0
        for (let q = 0; q < count; q++) {
          const score = scoreOf(scores, q, queries[q]!, queries[q + 1]!)
          sum += score === undefined ? 1 : score * (weights === undefined ? 1 : weights[q]!)
        }
        return sum / total
      },
    }
  })
}
