import { BarcastError } from '../core/index.js'

/**
 * Takes the factor on positive rows (`scalePosWeight`; what `isUnbalance` amounts to is negatives / positives) out of a binary model's
 * probabilities. A weight w multiplies the odds that a model learns, so that its probabilities are those of a world with w times as many
 * positive rows: `p / (p + w · (1 − p))` is the probability without it. The order of rows stays; thresholds, bet sizes and expected values
 * need the probability itself. Exact where the model has learned the weighted odds; otherwise calibrate on later rows.
 *
 * @param probabilities of class 1, 0 to 1; NaN stays NaN
 * @param positiveWeight above 0
 * @returns as many probabilities
 * @throws BarcastError `boosting/positive-weight`, `boosting/probability`.
 *
 * @example
 * const booster = await trainBooster({ x, y, params: { objective: 'binary', scalePosWeight: 9 } })
 * const probabilities = unweightProbabilities(booster.predict(x), 9)
 */
export function unweightProbabilities(probabilities: ArrayLike<number>, positiveWeight: number): Float64Array {
  if (!(positiveWeight > 0 && positiveWeight < Infinity)) {
    throw new BarcastError('boosting/positive-weight', `Unweight probabilities: positiveWeight must be above 0, found ${positiveWeight}`, {
      value: positiveWeight,
    })
  }
  return Float64Array.from(probabilities, (p, row) => {
    if (p < 0 || p > 1) {
      throw new BarcastError(
        'boosting/probability',
        `Unweight probabilities: probabilities must be from 0 to 1, found ${p} at row ${row}`,
        {
          value: p,
          where: { row },
        },
      )
    }
    return p / (p + positiveWeight * (1 - p))
  })
}
