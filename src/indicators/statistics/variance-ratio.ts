import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { logChange } from './log-change.js'

/** The variance ratio of a column of changes. */
const ratioOfChanges = /* @__PURE__ */ defineIndicator<{ period: number; horizon: number }, 'ratio'>({
  name: 'ratioOfChanges',
  title: 'Variance ratio of changes',
  params: { period: { default: 100, min: 4, max: 100_000, integer: true }, horizon: { default: 2, min: 2, max: 500, integer: true } },
  outputs: ['ratio'],
  inputs: () => ['change'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 3,
  onMissing: 'reset',
  // period, horizon, count
  init(state, { period, horizon }) {
    state[0] = period
    state[1] = horizon
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const horizon = state[1]! | 0
    let n = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = ratioOf(x, i - period + 1, i + 1, horizon)
    state[2] = n
  },
})

function ratioOf(x: Float64Array, from: number, to: number, horizon: number): number {
  const count = to - from
  let mean = 0
  for (let i = from; i < to; i++) mean += x[i]!
  mean /= count
  let squares = 0
  let longSquares = 0
  let varies = false
  for (let i = from; i < to; i++) {
    varies = varies || x[i] !== x[from]
    squares += (x[i]! - mean) * (x[i]! - mean)
    if (i - from < horizon - 1) continue
    let sum = 0
    for (let j = i - horizon + 1; j <= i; j++) sum += x[j]! - mean
    longSquares += sum * sum
  }
  if (!varies || !(squares > 0)) return 1
  const places = horizon * (count - horizon + 1) * (1 - horizon / count)
  return longSquares / places / (squares / (count - 1))
}

/**
 * Variance ratio of Lo and MacKinlay over the last `period` logarithmic returns: the variance of overlapping returns over `horizon` bars / (`horizon` · that over one bar), both without bias. 1 for a random walk, above it where
 * moves go on, below where they turn back; 1 where nothing varies. A function of its window alone; its cost grows with `period · horizon`. `horizon` is at most half of `period`. Warm-up `period`; a missing value restarts the window. Equal to
 * arch's VarianceRatio (debiased, overlapping). Source: Lo and MacKinlay, Stock Market Prices Do Not Follow Random Walks, Review of Financial Studies 1:1, 1988.
 */
export const varianceRatio = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; horizon: number; input: string }, 'varianceRatio'>({
    name: 'varianceRatio',
    title: 'Variance ratio',
    params: {
      period: { default: 100, min: 20, max: 100_000, integer: true, unit: 'bars' },
      horizon: { default: 2, min: 2, max: 500, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['varianceRatio'],
    inputs: ({ input }) => [input],
    check: ({ period, horizon }) =>
      2 * horizon <= period ? undefined : `horizon must be at most half of period ${period}, found ${horizon}`,
    onMissing: 'reset',
    build({ period, horizon }, node, [x]) {
      const [change] = node(logChange, {}, [x!])
      return node(ratioOfChanges, { period, horizon }, [change!])
    },
  }),
)
