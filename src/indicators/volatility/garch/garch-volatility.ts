import { exp, log } from '../../../core/index.js'
import { defineIndicator } from '../../indicator.js'
import { logReturn } from '../../statistics/log-return.js'
import { estimate } from './estimate.js'
import { type GarchSpec, parametersOf, rescale } from './model.js'
import { sampleOf } from './sample.js'

type GarchVolatilityParams = {
  windowBars: number
  refitBars: number
  model: string
  distribution: string
  mean: string
  input: string
}

const MODELS = ['garch', 'gjr', 'egarch'] as const
const DISTRIBUTIONS = ['normal', 't'] as const
const MEANS = ['constant', 'zero'] as const

/**
 * Slab: window, bars between fits, codes of model, distribution and mean, count of returns (−1 before the first price), place in the ring, last price, bars since the fit, whether there is one, mu,
 * omega, alpha, gamma, beta, variance foretold for the next return; then the ring of returns.
 */
const RING = 16
const MEAN_SIZE = 0.7978845608028654
const MOST_LOG = 600

/**
 * Volatility of the next bar's log return as a GARCH(1,1), GJR or EGARCH model foretells it that was fitted to the last `windowBars` log returns (per bar, as a fraction; times √(bars per year) it
 * is annual). The model is fitted anew every `refitBars` bars, as `fitGarch` does; in between its variance is carried on with every return. A window without any movement gives 0, and a
 * fit is tried again on every bar until there is some. Where a fit does not converge (EGARCH on a few hundred returns, whose likelihood
 * is often rough where it is highest) the best candidate of the grid that the search began with stands in. Warm-up `windowBars`; a missing
 * price leaves the state unchanged. A price that is not above zero counts as no move. Depends on where the history began, which decides on which bars it is fitted. A fit costs about 1 µs per bar of
 * the window. Sources: see `fitGarch`.
 */
export const garchVolatility = /* @__PURE__ */ defineIndicator<GarchVolatilityParams, 'volatility'>({
  name: 'garchVolatility',
  title: 'GARCH volatility',
  params: {
    windowBars: { default: 500, min: 50, max: 100_000, integer: true, unit: 'bars' },
    refitBars: { default: 50, min: 1, max: 100_000, integer: true, unit: 'bars' },
    model: { default: 'garch', choices: MODELS },
    distribution: { default: 'normal', choices: DISTRIBUTIONS },
    mean: { default: 'constant', choices: MEANS },
    input: { default: 'close', column: true },
  },
  outputs: ['volatility'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ windowBars }) => windowBars,
  stateSize: ({ windowBars }) => RING + windowBars,
  onMissing: 'skip',
  init(state, { windowBars, refitBars, model, distribution, mean }) {
    const codes = [MODELS.indexOf(model as never), DISTRIBUTIONS.indexOf(distribution as never), MEANS.indexOf(mean as never)]
    state.set([windowBars, refitBars, ...codes, -1])
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const windowBars = state[0]! | 0
    const refitBars = state[1]! | 0
    let n = state[5]! | 0
    let place = state[6]! | 0
    let last = state[7]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      out[o] = NaN
      if (n >= 0) {
        const change = logReturn(value, last)
        state[RING + place] = change
        place = place + 1 === windowBars ? 0 : place + 1
        state[8]! += 1
        if (n < windowBars) n += 1
        if (state[9] === 1) state[15] = nextVariance(state, change)
        if (n === windowBars) {
          if (state[9] === 0 || state[8]! >= refitBars) refit(state, place)
          out[o] = state[9] === 0 ? 0 : Math.sqrt(state[15]!)
        }
      } else n = 0
      last = value
    }
    state[5] = n
    state[6] = place
    state[7] = last
  },
})

/** The recursion of the fitted model over one more return. */
function nextVariance(state: Float64Array, change: number): number {
  const variance = state[15]!
  const shock = change - state[10]!
  const alpha = state[12]!
  const gamma = state[13]!
  if (state[2] !== 2) return state[11]! + (alpha + (shock < 0 ? gamma : 0)) * (shock * shock) + state[14]! * variance
  const z = shock / Math.sqrt(variance)
  const level = state[11]! + alpha * (Math.abs(z) - MEAN_SIZE) + gamma * z + state[14]! * log(variance)
  return exp(Math.max(-MOST_LOG, Math.min(MOST_LOG, level)))
}

function refit(state: Float64Array, place: number): void {
  const spec: GarchSpec = {
    model: MODELS[state[2]!]!,
    distribution: DISTRIBUTIONS[state[3]!]!,
    mean: MEANS[state[4]!]!,
    shockLags: 1,
    varianceLags: 1,
  }
  const windowBars = state[0]!
  const returns = new Float64Array(windowBars)
  returns.set(state.subarray(RING + place, RING + windowBars))
  returns.set(state.subarray(RING, RING + place), windowBars - place)
  const sample = sampleOf(returns, spec.mean)
  if (sample === undefined) {
    state[9] = 0
    return
  }
  state[8] = 0
  const found = estimate(spec, sample)
  const { likelihood } = found
  const x = found.converged ? found.x : found.start
  likelihood.value(x)
  const next = likelihood.recursion.next(x) * (sample.scale * sample.scale)
  rescale(spec, likelihood.layout, x, sample.scale, sample.logScale, 1)
  const { mu = 0, omega, alpha, gamma, beta } = parametersOf(likelihood.layout, x)
  state.set([1, mu, omega, alpha[0]!, gamma[0] ?? 0, beta[0]!, next], 9)
}
