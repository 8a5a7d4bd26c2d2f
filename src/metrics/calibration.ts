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

/** Rows by bin, bins that hold any in ascending order of probability. */
interface BinnedRows extends Judged {
  bins: readonly (readonly number[])[]
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

function binRows(yTrue: Int32Array, predicted: Predicted, options: ReliabilityOptions, action: string): BinnedRows {
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
  return { ...judged, bins: members.filter((rows) => rows.length > 0) }
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
  const { probability, hit, bins } = binRows(yTrue, predicted, options, 'Compute the reliability curve')
  return {
    meanPredicted: Float64Array.from(bins, (rows) => mean(rows.map((i) => probability[i]!))),
    fractionPositive: Float64Array.from(bins, (rows) => mean(rows.map((i) => hit[i]!))),
    count: Int32Array.from(bins, (rows) => rows.length),
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

/**
 * Class-wise calibration error: the mean over classes of the {@link expectedCalibrationError} of each class's own probability, whether it was the predicted class or not (Kull et al. 2019).
 * Bins as in {@link reliabilityCurve}, for each class anew.
 *
 * @throws BarcastError as {@link reliabilityCurve}
 */
export function classwiseCalibrationError(
  yTrue: Int32Array,
  predicted: Predicted,
  options: Omit<ReliabilityOptions, 'ofClass'> = {},
): number {
  checkNames(options, ['bins', 'strategy'], 'Compute the class-wise calibration error')
  const classes = predicted instanceof Float64Array ? 2 : predicted.classes
  return mean(Array.from({ length: classes }, (_, ofClass) => expectedCalibrationError(yTrue, predicted, { ...options, ofClass })))
}

/** brier = reliability − resolution + uncertainty + withinBins. */
export interface BrierDecomposition {
  /** Mean square of probability − hit over the rows judged. */
  brier: number
  /** Σ rows of bin / n · (mean prediction − share of hits)²: what calibration can take away. */
  reliability: number
  /** Σ rows of bin / n · (share of hits − share of all)²: what the prediction knows. */
  resolution: number
  /** share of all · (1 − share of all): what there was to know. */
  uncertainty: number
  /** Mean of (p − its bin's mean)² − 2 (p − its bin's mean) (hit − its bin's share); 0 when predictions in a bin are equal. */
  withinBins: number
}

/**
 * Murphy's decomposition of the Brier score (1973) over bins, with the terms within bins that make the sum exact (Stephenson, Coelho and Jolliffe 2008). Bins as in
 * {@link reliabilityCurve}; of more than two classes, the predicted class's probability unless `ofClass` names one.
 *
 * @throws BarcastError as {@link reliabilityCurve}
 *
 * @example
 * const { reliability, resolution, uncertainty } = brierDecomposition(y, model.predict(X), { bins: 20, strategy: 'quantile' })
 */
export function brierDecomposition(yTrue: Int32Array, predicted: Predicted, options: ReliabilityOptions = {}): BrierDecomposition {
  const { probability, hit, bins } = binRows(yTrue, predicted, options, 'Decompose the Brier score')
  const overall = mean(hit)
  let reliability = 0
  let resolution = 0
  let withinBins = 0
  for (const rows of bins) {
    const stated = mean(rows.map((i) => probability[i]!))
    const seen = mean(rows.map((i) => hit[i]!))
    reliability += rows.length * (stated - seen) * (stated - seen)
    resolution += rows.length * (seen - overall) * (seen - overall)
    withinBins += sum(rows, (i) => (probability[i]! - stated) * (probability[i]! - stated - 2 * (hit[i]! - seen)))
  }
  const n = yTrue.length
  return {
    brier: mean(probability, (p, i) => (p - hit[i]!) * (p - hit[i]!)),
    reliability: reliability / n,
    resolution: resolution / n,
    uncertainty: overall * (1 - overall),
    withinBins: withinBins / n,
  }
}
