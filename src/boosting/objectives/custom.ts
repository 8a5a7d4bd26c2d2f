import { BarcastError } from '../../core/index.js'
import type { Objective } from '../objective.js'
import type { Target } from './target.js'

/** Derivatives of a custom loss, one class after the other: row `i` of class `k` at `k * rows + i`. */
export interface Derivatives {
  /** First derivatives by the scores; finite. */
  gradients: ArrayLike<number>
  /** Second derivatives, or something above 0 in their stead; finite. */
  hessians: ArrayLike<number>
}

/**
 * A loss of one's own: gets the raw scores of all rows, one class after the other, and gives the derivatives of its loss by each, weights
 * included. The scores must not be kept or changed. Training starts from 0 (or `initScore`), and predictions are the raw scores.
 */
export type CustomObjective = (scores: Float64Array, target: Readonly<Target>) => Derivatives

const FLOAT_LIMIT = 3.4028234663852886e38

function copyFinite(values: ArrayLike<number> | undefined, into: Float32Array, name: string, rows: number): void {
  if (values?.length !== into.length)
    throw new BarcastError('boosting/custom-objective', `Train booster: ${name} must be ${into.length} numbers, found ${values?.length}`, {
      value: values?.length,
    })
  for (let i = 0; i < into.length; i++) {
    const value = values[i]!
    if (!(Math.abs(value) <= FLOAT_LIMIT))
      throw new BarcastError('boosting/custom-objective', `Train booster: ${name} must be finite, found ${value} at row ${i % rows}`, {
        value,
        where: { row: i % rows },
      })
    into[i] = value
  }
}

export function customObjective(objective: CustomObjective, classes: number, target: Target): Objective {
  const rows = target.labels.length
  return {
    classes,
    constantHessian: false,
    needsTrees: () => true,
    initScore: () => 0,
    writeGradients(scores, gradients, hessians) {
      const found: Partial<Derivatives> | undefined = objective(scores, target)
      copyFinite(found?.gradients, gradients, 'gradients', rows)
      copyFinite(found?.hessians, hessians, 'hessians', rows)
    },
  }
}
