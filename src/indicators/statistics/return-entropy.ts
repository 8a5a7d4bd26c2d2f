import { log } from '../../core/index.js'
import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { logChange } from './log-change.js'

/** Slab: period, number of bins, count; then the counts of the bins, written afresh at every bar. */
const HEAD = 3

const entropyOfValues = /* @__PURE__ */ defineIndicator<{ period: number; bins: number }, 'entropy'>({
  name: 'entropyOfValues',
  title: 'Entropy of a histogram',
  params: { period: { default: 100, min: 2, max: 100_000, integer: true }, bins: { default: 10, min: 2, max: 1000, integer: true } },
  outputs: ['entropy'],
  inputs: () => ['value'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ bins }) => HEAD + bins,
  onMissing: 'reset',
  init(state, { period, bins }) {
    state[0] = period
    state[1] = bins
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = entropyOf(state, x, i - period + 1, i + 1)
    state[2] = n
  },
})

function entropyOf(state: Float64Array, x: Float64Array, from: number, to: number): number {
  const bins = state[1]! | 0
  let highest = -Number.MAX_VALUE
  let lowest = Number.MAX_VALUE
  for (let i = from; i < to; i++) {
    highest = Math.max(highest, x[i]!)
    lowest = Math.min(lowest, x[i]!)
  }
  const range = highest - lowest
  if (!(range > 0)) return 0
  state.fill(0, HEAD)
  for (let i = from; i < to; i++) {
    const place = HEAD + Math.min(bins - 1, Math.floor(((x[i]! - lowest) / range) * bins))
    state[place] = state[place]! + 1
  }
  let sum = 0
  for (let k = HEAD; k < HEAD + bins; k++) {
    const share = state[k]! / (to - from)
    if (share > 0) sum -= share * log(share)
  }
  return sum / log(bins)
}

/**
 * Shannon entropy of the last `period` logarithmic returns, 0 … 1: −Σ p ln p / ln(`bins`), p the shares of `bins` bins of one width between the smallest and the largest return of the window; 1 where all bins hold as many, 0 where
 * all returns are equal. A function of its window alone. Warm-up `period`; a missing value restarts the window. Equal to SciPy's entropy of NumPy's histogram, over ln(bins). Source: Shannon, A Mathematical Theory of Communication, 1948.
 */
export const returnEntropy = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; bins: number; input: string }, 'entropy'>({
    name: 'returnEntropy',
    title: 'Entropy of returns',
    params: {
      period: { default: 100, min: 2, max: 100_000, integer: true, unit: 'bars' },
      bins: { default: 10, min: 2, max: 1000, integer: true },
      input: { default: 'close', column: true },
    },
    outputs: ['entropy'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period, bins }, node, [x]) {
      const [change] = node(logChange, {}, [x!])
      return node(entropyOfValues, { period, bins }, [change!])
    },
  }),
)
