import { BarcastError } from '../core/index.js'
import { mean } from './mean.js'
import { checkFinite, checkRows } from './observation.js'

function differences(yTrue: Float64Array | Int32Array, yPred: Float64Array | Int32Array, action: string): Float64Array {
  for (const [noun, values] of [
    ['yTrue', yTrue],
    ['yPred', yPred],
  ] as const) {
    if (values instanceof Float64Array) checkFinite(values, action, noun)
    else if (!(values instanceof Int32Array))
      throw new BarcastError('metrics/column-type', `${action}: ${noun} must be a Float64Array or Int32Array, found ${typeof values}`, {
        value: values,
        where: { column: noun },
      })
  }
  checkRows(yTrue.length, yPred.length, action, 'yPred')
  return Float64Array.from(yTrue, (value, i) => value - yPred[i]!)
}

/**
 * Mean squared error mean((yTrue − yPred)²), as scikit-learn's `mean_squared_error`. Class numbers are taken as numbers.
 *
 * @throws BarcastError `metrics/empty`, `metrics/length`, `metrics/not-finite`, `metrics/column-type`
 */
export function mse(yTrue: Float64Array | Int32Array, yPred: Float64Array | Int32Array): number {
  return mean(differences(yTrue, yPred, 'Compute the mean squared error'), (error) => error * error)
}

/**
 * Mean absolute error mean(|yTrue − yPred|), as scikit-learn's `mean_absolute_error`. Class numbers are taken as numbers.
 *
 * @throws BarcastError as {@link mse}
 */
export function mae(yTrue: Float64Array | Int32Array, yPred: Float64Array | Int32Array): number {
  return mean(differences(yTrue, yPred, 'Compute the mean absolute error'), Math.abs)
}
