import { atan } from '../../core/index.js'
import { defineIndicator, type Indicator } from '../indicator.js'
import { advanceSlidingLine, initSlidingLine, SLIDING_LINE_STATE } from './sliding-line.js'

type LineParams = { period: number; input: string }

/** A value of the least-squares line: its mean and its slope, weighted. */
function lineOf<N extends string>(
  name: N,
  title: string,
  weights: (period: number) => readonly [mean: number, slope: number],
  convert?: (value: number) => number,
): Indicator<LineParams, N> {
  return defineIndicator<LineParams, N>({
    name,
    title,
    params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: [name],
    inputs: ({ input }) => [input],
    lookbackBars: ({ period }) => period,
    warmupBars: ({ period }) => period - 1,
    stateSize: () => SLIDING_LINE_STATE,
    onMissing: 'reset',
    init(state, { period }) {
      const [mean, slope] = weights(period)
      initSlidingLine(state, period, mean, slope)
    },
    advance(state, inputs, outputs, from, to, at) {
      const out = outputs[0]!
      advanceSlidingLine(state, inputs[0]!, out, from, to, at)
      if (convert !== undefined) for (let o = at; o < at + to - from; o++) out[o] = convert(out[o]!)
    },
  })
}

/**
 * Linear regression: the height at the newest value of the least-squares line through the last `period` values. Its sums are exact, so it does not depend on where the history
 * began. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's LINEARREG. `rollingSlope` is its slope (TA-Lib's LINEARREG_SLOPE).
 */
export const linearRegression = /* @__PURE__ */ lineOf('linearRegression', 'Linear regression', (period) => [1, (period - 1) / 2])

/**
 * The height at the oldest value of the least-squares line through the last `period` values. Its sums are exact, so it does not depend on where the history began. Warm-up
 * `period − 1`; a missing value restarts the window. Equal to TA-Lib's LINEARREG_INTERCEPT.
 */
export const linearRegressionIntercept = /* @__PURE__ */ lineOf(
  'linearRegressionIntercept',
  'Oldest point of the linear regression',
  (period) => [1, -(period - 1) / 2],
)

/**
 * The slope per bar of the least-squares line through the last `period` values as an angle in degrees, −90 … 90: atan(slope) · 180 / π. It depends on the unit of the prices; 0 on
 * flat stretches. Its sums are exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's LINEARREG_ANGLE.
 */
export const linearRegressionAngle = /* @__PURE__ */ lineOf(
  'linearRegressionAngle',
  'Angle of the linear regression',
  () => [0, 1],
  (slope) => (Number.isNaN(slope) ? NaN : atan(slope) * (180 / Math.PI)),
)

/**
 * Time series forecast: the height, one bar after the newest value, of the least-squares line through the last `period` values. Its sums are exact, so it does not depend on where
 * the history began. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's TSF.
 */
export const timeSeriesForecast = /* @__PURE__ */ lineOf('timeSeriesForecast', 'Time series forecast', (period) => [1, (period + 1) / 2])
