import type { Pruner } from './pruner.js'

/** Prunes nothing, whatever is reported. */
export function nopPruner(): Pruner {
  return { name: 'nop', settings: {}, shouldPrune: () => false }
}
