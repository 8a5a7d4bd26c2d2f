import { mean, sum } from './mean.js'
import { checkChoice, checkCount, checkNames } from './observation.js'
import { quantile } from './order-statistic.js'
import { checkProbabilities, type Predicted } from './probability.js'

/** One entry per bin that holds rows, in ascending order of probability. */
export interface ReliabilityCurve {
  /** Mean predicted probability of the bin's rows. */
  meanPredicted: Float64Array
  /** Share of the bin's rows that were hits. */
  fractionPositive: Float64Array
  count: Int32Array
}

export interface ReliabilityOptions {
  /** Number of bins, default 10. */
  bins?: number
  /** Bins of equal width (default), or holding equal numbers of rows. */
  strategy?: 'uniform' | 'quantile'
  /**
   * Whose probability is judged: a class number (a hit is a row of that class), or `top`, the predicted class of each row (a hit is a
   * right prediction). Default: class 1 of two, `top` of more.
   */
  ofClass?: number | 'top'
}

interface Judged {
  probability: Float64Array
  hit: Uint8Array
}

function judge(yTrue: Int32Array, predicted: Predicted, ofClass: number | 'top' | undefined, action: string): Judged {
  const { classes, data } = checkProbabilities(yTrue, predicted, action)
  const chosen = ofClass ?? (classes === 2 ? 1 : 'top')
  if (chosen !== 'top') checkCount(chosen, 0, classes - 1, action, 'ofClass')
  const lone = predicted instanceof Float64Array
  const at = (row: number, k: number): number => (lone ? (k === 1 ? data[row]! : 1 - data[row]!) : data[row * classes + k]!)
  const probability = new Float64Array(yTrue.length)
  const hit = new Uint8Array(yTrue.length)
  for (let i = 0; i < yTrue.length; i++) {
    let k = chosen === 'top' ? 0 : chosen
    if (chosen === 'top') for (let j = 1; j < classes; j++) if (at(i, j) > at(i, k)) k = j
    probability[i] = at(i, k)
    hit[i] = yTrue[i] === k ? 1 : 0
  }
  return { probability, hit }
}

/** Inner bin edges; a probability belongs to the first bin whose upper edge is not below it. */
function innerEdges({ probability }: Judged, bins: number, strategy: 'uniform' | 'quantile'): Float64Array {
  return Float64Array.from({ length: bins - 1 }, (_, k) =>
    strategy === 'uniform' ? (k + 1) * (1 / bins) : quantile(probability, (k + 1) * (1 / bins)),
  )
}

/**
 * Reliability curve: rows are binned by predicted probability, and each bin's mean prediction is set against its share of hits.
 * As scikit-learn's `calibration_curve`; empty bins are left out.
 *
 * @param yTrue class numbers, n rows
 * @param predicted n × classes probabilities, or n probabilities of class 1
 * @throws BarcastError `metrics/probability`, `metrics/shape`, `metrics/length`, `metrics/label-range`, `metrics/option`
 */
export function reliabilityCurve(yTrue: Int32Array, predicted: Predicted, options: ReliabilityOptions = {}): ReliabilityCurve {
  const action = 'Compute the reliability curve'
  checkNames(options, ['bins', 'strategy', 'ofClass'], action)
  const bins = options.bins ?? 10
  checkCount(bins, 1, 1e6, action, 'bins')
  checkChoice(options.strategy ?? 'uniform', ['uniform', 'quantile'], action, 'strategy')
  const judged = judge(yTrue, predicted, options.ofClass, action)
  const edges = innerEdges(judged, bins, options.strategy ?? 'uniform')
  const members: number[][] = Array.from({ length: bins }, () => [])
  judged.probability.forEach((value, i) => {
    let bin = 0
    while (bin < edges.length && edges[bin]! < value) bin += 1
    members[bin]!.push(i)
  })
  const filled = members.filter((rows) => rows.length > 0)
  return {
    meanPredicted: Float64Array.from(filled, (rows) => mean(rows.map((i) => judged.probability[i]!))),
    fractionPositive: Float64Array.from(filled, (rows) => mean(rows.map((i) => judged.hit[i]!))),
    count: Int32Array.from(filled, (rows) => rows.length),
  }
}

/**
 * Expected calibration error: Σ over bins of (rows in bin / n) · |share of hits − mean prediction| (Naeini et al. 2015, Guo et al. 2017).
 * 0 is perfect. Bins as in {@link reliabilityCurve}.
 *
 * @throws BarcastError as {@link reliabilityCurve}
 */
export function expectedCalibrationError(yTrue: Int32Array, predicted: Predicted, options: ReliabilityOptions = {}): number {
  const { meanPredicted, fractionPositive, count } = reliabilityCurve(yTrue, predicted, options)
  return sum(meanPredicted, (value, k) => count[k]! * Math.abs(fractionPositive[k]! - value)) / yTrue.length
}
