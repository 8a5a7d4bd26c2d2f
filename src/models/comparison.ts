import { BarcastError, type Frame, unknownNameError } from '../core/index.js'
import { type ClassLabels, encodeLabels, refuseMissingLabels } from './classes.js'
import { checkFeatures, checkLength } from './config.js'
import { type Evaluation, evaluate } from './evaluation.js'
import type { Model, ModelType } from './model.js'

const ACTION = 'Compare models'

/** Scores by which models are ranked, and which end is better. */
const DIRECTIONS = {
  accuracy: 'up',
  precision: 'up',
  recall: 'up',
  f1Score: 'up',
  rocAuc: 'up',
  logLoss: 'down',
  mse: 'down',
  mae: 'down',
} as const satisfies Record<Exclude<keyof Evaluation, 'confusionMatrix'>, 'up' | 'down'>

export type RankedMetric = keyof typeof DIRECTIONS

/** One model's scores in a comparison. */
export interface ComparedModel extends Evaluation {
  name: string
  modelType: ModelType
}

/** Class indices mean the same class only for models of the same classes. */
function checkSameClasses(models: readonly (readonly [string, Model])[]): void {
  const [firstName, first] = models[0]!
  for (const [name, { classNames }] of models) {
    if (classNames.join('\n') === first.classNames.join('\n')) continue
    throw new BarcastError(
      'models/classes',
      `${ACTION}: labels given as indices need models of the same classes (give names), found ${classNames.join(', ')} in "${name}" ` +
        `and ${first.classNames.join(', ')} in "${firstName}"`,
      { value: classNames, where: { path: `models.${name}` } },
    )
  }
}

/**
 * Scores several models on the same labelled rows, best first by one metric; equals stay in the order given. A score that these labels do not
 * define (`rocAuc` of one class) is NaN for all, and leaves the order as it was.
 *
 * @param models by name; each predicts the rows from its own features among the columns of X
 * @param y class names, or indices if all models have the same classes
 * @throws BarcastError `models/unknown-metric`, `models/classes`, `models/empty`, and the errors of evaluating a model.
 */
export function compareModels(
  models: Readonly<Record<string, Model>>,
  X: Frame,
  y: ClassLabels,
  { sortBy = 'accuracy' }: { sortBy?: RankedMetric } = {},
): ComparedModel[] {
  if (!Object.hasOwn(DIRECTIONS, sortBy))
    throw unknownNameError('models/unknown-metric', ACTION, 'metric', String(sortBy), Object.keys(DIRECTIONS), { path: 'sortBy' })
  const entries = Object.entries(models)
  if (entries.length === 0) throw new BarcastError('models/empty', `${ACTION}: need one model or more, found none`, { value: 0 })
  if (y instanceof Int32Array) checkSameClasses(entries)
  checkFeatures(X, ACTION)
  const rows = entries.map(([name, model]) => ({ name, modelType: model.modelType, ...evaluateOn(model, X, y, ACTION) }))
  const sign = DIRECTIONS[sortBy] === 'down' ? 1 : -1
  return rows.sort((a, b) => sign * (a[sortBy] - b[sortBy]))
}

/**
 * Scores a model on labelled rows.
 *
 * @throws BarcastError `models/length`, `models/missing-label`, `models/label-range`, `models/unknown-class`, and those of `model.predict`.
 */
export function evaluateOn(model: Model, X: Frame, y: ClassLabels, action: string): Evaluation {
  checkFeatures(X, action)
  const { value } = encodeLabels(y, { classes: model.classNames }, action)
  checkLength(X.length, value.length, 'y', action)
  refuseMissingLabels(value, action)
  return evaluate(value, model.predict(X))
}
