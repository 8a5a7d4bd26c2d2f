import { BarcastError, unknownNameError } from '../core/index.js'
import { classWeights } from '../labels/index.js'
import type { Samples } from './samples.js'

/** How much the rows of each class weigh: `balanced` makes all classes weigh alike, or factors by class name, 1 where not named. */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>>

/** @throws BarcastError `training/class-weight`, `training/unknown-class`, with the nearest one. */
export function checkClassWeight(classWeight: ClassWeight | undefined, classNames: readonly string[], action: string): void {
  if (classWeight === undefined || classWeight === 'balanced') return
  for (const [name, factor] of Object.entries(classWeight)) {
    const path = `classWeight.${name}`
    if (!classNames.includes(name)) throw unknownNameError('training/unknown-class', action, 'class', name, classNames, { path })
    if (!(typeof factor === 'number' && factor >= 0 && factor < Infinity))
      throw new BarcastError('training/class-weight', `${action}: ${path} must be finite and at least 0, found ${String(factor)}`, {
        value: factor,
        where: { path },
      })
  }
}

/** The factor on the rows of each class, from these samples alone; 1 for a class that does not occur in them. */
export function classFactors(samples: Samples, classWeight: ClassWeight): Float64Array {
  const { value, classNames, spans, weights } = samples
  if (classWeight !== 'balanced') return Float64Array.from(classNames, (name) => classWeight[name] ?? 1)
  const labels = { ...spans, value, length: value.length, timeMs: spans.t0, classes: classNames }
  const byRow = classWeights(labels, weights)
  const factors = new Float64Array(classNames.length).fill(1)
  value.forEach((k, row) => {
    if (!Number.isNaN(byRow[row]!)) factors[k] = byRow[row]!
  })
  return factors
}

/** Weights of rows times the factors of their classes; undefined when there is neither. */
export function weighRows({ value, weights }: Samples, factors: Float64Array | undefined): Float64Array | undefined {
  if (factors === undefined) return weights
  return Float64Array.from(value, (k, row) => factors[k]! * (weights === undefined ? 1 : weights[row]!))
}
