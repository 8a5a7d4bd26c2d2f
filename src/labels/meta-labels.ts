import { BarcastError, type Labels } from '../core/index.js'
import type { TripleBarrierLabels } from './triple-barrier.js'

/** Classes of meta-labels: whether the primary signal was worth taking. */
export const META_CLASSES = ['skip', 'take'] as const

/**
 * Meta-labels (López de Prado 2018, section 3.6): of rows at which a primary signal said which side, whether its position earned more than `minReturn` after costs. A
 * model of them learns when to trust the signal; its probability of `take` sizes the bet (`betSize`). Label by triple barrier with the signal as `side` first.
 *
 * @throws BarcastError `labels/config` when `minReturn` is not a number.
 *
 * @example
 * const outcomes = tripleBarrierLabels(bars, { side: signal, profit: 3, stop: 3, maxBars: 48 })
 * const labels = metaLabels(outcomes)
 */
export function metaLabels(outcomes: TripleBarrierLabels, { minReturn = 0 }: { minReturn?: number } = {}): Labels {
  if (!Number.isFinite(minReturn)) {
    throw new BarcastError('labels/config', `Make meta-labels: minReturn must be a finite number, found ${minReturn}`, {
      value: minReturn,
      where: { path: 'minReturn' },
    })
  }
  const { length, timeMs, t0, t1, netReturn } = outcomes
  const value = outcomes.value.map((index, i) => (index < 0 ? -1 : netReturn[i]! > minReturn ? 1 : 0))
  return { length, timeMs, value, classes: META_CLASSES, t0, t1 }
}
