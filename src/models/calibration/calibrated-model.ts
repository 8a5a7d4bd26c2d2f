import { BarcastError } from '../../core/index.js'
import type { Model } from '../model.js'
import { applyCalibrator, type Calibrator, calibrateRow } from './calibrator.js'

/**
 * The model with its probabilities calibrated, by `predict` and `predictRow` with the same bits. The calibrator is part of what `toJson` stores, so model files, registries and bundles carry
 * it, and a live strategy decides by calibrated probabilities.
 *
 * @param calibrator fitted on the model's own probabilities of rows that it was not trained on
 * @throws BarcastError `models/calibrated` (the model already is), `models/shape` (fitted on other classes).
 *
 * @example
 * const calibrator = fitCalibrator(model.predict(calibrationX), calibrationY, { method: 'beta' })
 * const calibrated = calibrateModel(model, calibrator)
 * await manager.saveModel(calibrated, 'calibrated')
 */
export function calibrateModel(model: Model, calibrator: Calibrator): Model {
  const action = 'Calibrate model'
  if (model.calibrator !== undefined) {
    throw new BarcastError(
      'models/calibrated',
      `${action}: the model must not be calibrated yet, found one by ${model.calibrator.method}`,
      {
        value: model.calibrator.method,
        where: { path: 'model.calibrator' },
      },
    )
  }
  if (calibrator.classes !== model.classNames.length) {
    throw new BarcastError(
      'models/shape',
      `${action}: the calibrator must be for the model's ${model.classNames.length} classes, found ${calibrator.classes}`,
      { value: calibrator.classes, where: { path: 'calibrator.classes' } },
    )
  }
  return {
    ...model,
    calibrator,
    predict: (X) => applyCalibrator(calibrator, model.predict(X)),
    predictRow(values, out) {
      model.predictRow(values, out)
      calibrateRow(calibrator, out)
    },
    toJson: () => ({ ...model.toJson(), calibrator }),
  }
}
