import { exp } from '../core/index.js'

/** What a model's raw scores mean. */
export type Link =
  | { readonly objective: 'binary'; readonly sigmoid: number }
  | { readonly objective: 'multiclass'; readonly classes: number }
  | { readonly objective: 'regression' }

/** Raw scores per row, and outputs per row. */
export function classesOf(link: Link): number {
  return link.objective === 'multiclass' ? link.classes : 1
}

/** Replaces the raw scores `values[from] … values[to − 1]` by probabilities, in LightGBM's order of operations. */
export function softmax(values: Float64Array, from: number, to: number): void {
  let most = values[from]!
  for (let k = from + 1; k < to; k++) if (values[k]! > most) most = values[k]!
  let sum = 0
  for (let k = from; k < to; k++) {
    const power = exp(values[k]! - most)
    values[k] = power
    sum += power
  }
  for (let k = from; k < to; k++) values[k]! /= sum
}

/** Turns the raw scores of one row at `values[at …]` into predictions, in place: probabilities for classifiers. */
export function applyLink(link: Link, values: Float64Array, at: number): void {
  if (link.objective === 'multiclass') softmax(values, at, at + link.classes)
  else if (link.objective === 'binary') values[at] = 1 / (1 + exp(-link.sigmoid * values[at]!))
}
