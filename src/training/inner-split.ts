import { BarcastError } from '../core/index.js'
import { purge } from '../validation/index.js'
import type { Learning } from './fitted-fold.js'
import { rowsWhere, type Samples, takeSamples } from './samples.js'

/** A training part cut once more: what is learned from, and what comes after it and decides something about it. */
export interface InnerSplit {
  /** Rows that no label span of `last` meets. */
  rest: Int32Array
  /** The last rows by time. */
  last: Int32Array
}

/**
 * Cuts the last `share` of the samples off and purges the others against it: what is chosen or calibrated on those rows is neither trained on them nor scored on
 * them, because both parts lie in one training part.
 *
 * @param purpose what the last rows are for, for the error
 * @throws BarcastError `training/inner-split` when a part is empty, or when fewer than two classes are left to learn from.
 */
export function cutLastShare(samples: Samples, share: number, purpose: string, action: string): InnerSplit {
  const length = samples.value.length
  const from = length - Math.max(1, Math.floor(length * share))
  const last = rowsWhere(length, (row) => row >= from)
  const rest = purge(
    samples.spans,
    rowsWhere(length, (row) => row < from),
    last,
  )
  const first = samples.value[rest[0] ?? 0]
  if (rest.every((row) => samples.value[row] === first)) {
    const found = rest.length === 0 ? 'none' : `only "${samples.classNames[first!]}"`
    throw new BarcastError(
      'training/inner-split',
      `${action}: of ${length} training rows, those before the last ${last.length} (${purpose}) must hold two classes or more after purging, found ${found}`,
      { value: rest.length, where: { path: purpose } },
    )
  }
  return { rest, last }
}

/** Share of a training part, its last rows, on which probabilities are calibrated. */
const CALIBRATION_SHARE = 0.2

/** What each row of a training part is for; rows that purging drops are for nothing. */
export interface TrainingParts {
  /** Scaler and model learn from these. */
  learned: Int32Array
  /** Early stopping watches these. */
  watched: Int32Array | undefined
  /** The calibrator is fitted on these, which neither the model nor its number of rounds has seen. */
  calibrated: Int32Array | undefined
}

/**
 * Cuts a training part: its last rows calibrate, those before them stop the rounds, and what is left and overlaps neither is learned from.
 *
 * @throws BarcastError `training/inner-split`.
 */
export function trainingParts(samples: Samples, { earlyStopping, calibration }: Learning, action: string): TrainingParts {
  let learned = rowsWhere(samples.value.length, () => true)
  const cut = (share: number, purpose: string): Int32Array => {
    const { rest, last } = cutLastShare(takeSamples(samples, learned), share, purpose, action)
    const rows = last.map((place) => learned[place]!)
    learned = rest.map((place) => learned[place]!)
    return rows
  }
  const calibrated = calibration === 'none' ? undefined : cut(CALIBRATION_SHARE, 'calibration')
  const watched = earlyStopping === undefined ? undefined : cut(earlyStopping.share, 'early stopping')
  return { learned, watched, calibrated }
}
