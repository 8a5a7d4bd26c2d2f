import type { FeatureTerm } from '../user-feature.js'

/** A term with the characters of the text that its parts came from. */
export interface Syntax {
  readonly term: FeatureTerm
  readonly index: number
  /** How deep terms stand inside each other. */
  readonly depth: number
  /** True for a number written as such, not in brackets: as an argument it may be a parameter. */
  readonly isLiteral?: boolean
  readonly of: readonly Syntax[]
  /** Where each parameter stands. */
  readonly params: Readonly<Record<string, number>>
}

export function leaf(term: FeatureTerm, index: number): Syntax {
  return { term, index, depth: 0, of: [], params: {} }
}

/** The character at which the part of the term with that path (`of.0.params.period`) stands, or the nearest part around it. */
export function indexOf(syntax: Syntax, path: string): number {
  let part = syntax
  const steps = path.split('.')
  for (let k = 0; k + 1 < steps.length; k += 2) {
    const [head, name] = [steps[k]!, steps[k + 1]!]
    if (head === 'params') return part.params[name] ?? part.index
    const next = head === 'of' ? part.of[Number(name)] : undefined
    if (next === undefined) return part.index
    part = next
  }
  return part.index
}
