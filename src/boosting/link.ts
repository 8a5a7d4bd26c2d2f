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

/** Turns the raw scores of one row at `values[at …]` into predictions, in place: probabilities for classifiers. */
export function applyLink(link: Link, values: Float64Array, at: number): void {
  if (link.objective === 'regression') return
  if (link.objective === 'binary') {
    values[at] = 1 / (1 + exp(-link.sigmoid * values[at]!))
    return
  }
  const to = at + link.classes
  let most = values[at]!
  for (let k = at + 1; k < to; k++) if (values[k]! > most) most = values[k]!
  let sum = 0
  for (let k = at; k < to; k++) {
    const power = exp(values[k]! - most)
    values[k] = power
    sum += power
  }
  for (let k = at; k < to; k++) values[k]! /= sum
}
