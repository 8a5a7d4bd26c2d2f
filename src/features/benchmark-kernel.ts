import type { IndicatorDefinition } from '../indicators/index.js'

/*
 * The least squares line of one series of returns on another over a window, read afresh at every bar: two passes in the order of time, so that the numbers
 * neither drift nor depend on where the history began.
 */

/** A spread of the size of the means' own rounding is a flat series. */
const FLAT = 1e-30

type Output = 'slope' | 'intercept' | 'residual'

export const windowRegression: IndicatorDefinition<{ period: number }, Output> = {
  name: 'windowRegression',
  title: 'Least squares line of one series on another',
  params: { period: { default: 60, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['slope', 'intercept', 'residual'],
  inputs: () => ['close', 'open'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 2,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const y = inputs[0]!
    const x = inputs[1]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) for (const output of outputs) output[o] = NaN
    for (; i < to; i++, o++) writeLine(y, x, i - period + 1, i + 1, outputs, o)
    state[1] = n
  },
}

function writeLine(y: Float64Array, x: Float64Array, from: number, to: number, outputs: readonly Float64Array[], o: number): void {
  let sumX = 0
  let sumY = 0
  for (let i = from; i < to; i++) {
    sumX += x[i]!
    sumY += y[i]!
  }
  const meanX = sumX / (to - from)
  const meanY = sumY / (to - from)
  let squares = 0
  let product = 0
  let size = 0
  for (let i = from; i < to; i++) {
    const dx = x[i]! - meanX
    squares += dx * dx
    product += dx * (y[i]! - meanY)
    size += x[i]! * x[i]!
  }
  const slope = squares <= FLAT * size ? 0 : product / squares
  const intercept = meanY - slope * meanX
  outputs[0]![o] = slope
  outputs[1]![o] = intercept
  outputs[2]![o] = y[to - 1]! - (intercept + slope * x[to - 1]!)
}
