import { log, type Random } from '../core/index.js'
import type { Kernels } from './parzen-estimator.js'

/**
 * Kernels over `choices` values that are known by their index: an observation gives its own choice 1 + 1/(n + 1) and every other 1/(n + 1) parts; the prior gives all
 * the same.
 */
export function choiceKernels(observations: readonly number[], choices: number): Kernels {
  const share = 1 / (observations.length + 1)
  const total = 1 + choices * share
  const own = (share + 1) / total
  const other = share / total
  const logs = { own: log(own), other: log(other), prior: -log(choices) }
  const drawObserved = (observed: number, random: Random): number => {
    const place = random.uniform()
    // The first part of the unit goes to the observed choice, the rest to the others in turn.
    if (place < own) return observed
    const k = Math.min(Math.floor((place - own) / other), choices - 2)
    return k < observed ? k : k + 1
  }
  return {
    addLogDensities(value, terms) {
      for (let k = 0; k < observations.length; k++) terms[k]! += observations[k] === value ? logs.own : logs.other
      terms[observations.length]! += logs.prior
    },
    draw: (k, random) => (k < observations.length ? drawObserved(observations[k]!, random) : random.integer(0, choices)),
  }
}
