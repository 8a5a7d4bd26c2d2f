import { log } from '../core/index.js'
import type { Kernels } from './parzen-estimator.js'

/**
 * Kernels over `choices` values that are known by their index: an observation gives its own choice 1 + 1/(n + 1) and every other 1/(n + 1) parts; the prior gives all
 * the same.
 */
export function choiceKernels(observations: ArrayLike<number>, choices: number): Kernels {
  const count = observations.length
  const share = 1 / (count + 1)
  const total = 1 + choices * share
  const own = (share + 1) / total
  const other = share / total
  const logs = { own: log(own), prior: -log(choices) }
  const less = log(other) - logs.own
  return {
    addConstants(terms) {
      for (let k = 0; k < count; k++) terms[k]! += logs.own
      terms[count]! += logs.prior
    },
    restAt: (value) => (k) => (k === count || observations[k] === value ? 0 : less),
    draw(k, random) {
      const place = random.uniform()
      let sum = 0
      for (let choice = 0; choice < choices - 1; choice++) {
        sum += k === count ? 1 / choices : observations[k] === choice ? own : other
        if (place <= sum) return choice
      }
      return choices - 1
    },
  }
}
