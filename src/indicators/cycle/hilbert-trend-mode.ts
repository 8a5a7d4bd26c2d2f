import { sin } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { CYCLE_MEAN_STATE, keepPrice, stepCycleMean } from './cycle-mean.js'
import { initCyclePhase, PHASE, PHASE_STATE, stepCyclePhase } from './cycle-phase.js'
import { COUNT, CYCLE_PERIOD, DEGREES, LATE_WARMUP, SMOOTHED } from './hilbert.js'

/** Slab behind the phase: trendline, then sine and lead sine of the bar before, bars since they crossed. */
const MEAN = PHASE_STATE
const SINE = MEAN + CYCLE_MEAN_STATE
const LEAD_SINE = SINE + 1
const BARS_IN_TREND = SINE + 2
const STATE = SINE + 3

/** The distance between price and trendline that makes a trend whatever the cycle. */
const APART = 0.015

/**
 * Trend or cycle: 1 when the price trends, 0 when it moves in cycles. A cycle is said for half a period after sine and lead sine of the dominant cycle cross, and while its phase advances at about the rate of that cycle (0.67 … 1.5 of it per bar); yet always a trend when
 * the smoothed price is at least 1.5 % from the instantaneous trendline. Warm-up 63; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's HT_TRENDMODE. Source: Ehlers, Rocket Science for
 * Traders, 2001.
 */
export const hilbertTrendMode = /* @__PURE__ */ defineIndicator<{ input: string }, 'trendMode'>({
  name: 'hilbertTrendMode',
  title: 'Trend or cycle by the Hilbert transform',
  params: { input: { default: 'close', column: true } },
  outputs: ['trendMode'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => LATE_WARMUP,
  stateSize: () => STATE,
  onMissing: 'skip',
  init: initCyclePhase,
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const lastPhase = state[PHASE]!
      const transformed = stepCyclePhase(state, x[i]!)
      keepPrice(state, MEAN, x[i]!)
      const mode = transformed ? modeOf(state, lastPhase, stepCycleMean(state, MEAN)) : NaN
      out[o] = state[COUNT]! > LATE_WARMUP ? mode : NaN
    }
  },
})

function modeOf(state: Float64Array, lastPhase: number, trendline: number): number {
  const phase = state[PHASE]!
  const period = state[CYCLE_PERIOD]!
  const lastSine = state[SINE]!
  const lastLead = state[LEAD_SINE]!
  const sine = sin(phase / DEGREES)
  const lead = sin((phase + 45) / DEGREES)
  const crossed = (sine > lead && lastSine <= lastLead) || (sine < lead && lastSine >= lastLead)
  // The bar of the crossing counts as the first.
  const bars = crossed ? 1 : state[BARS_IN_TREND]! + 1
  state[SINE] = sine
  state[LEAD_SINE] = lead
  state[BARS_IN_TREND] = bars
  if (trendline !== 0 && Math.abs((state[SMOOTHED]! - trendline) / trendline) >= APART) return 1
  const turned = phase - lastPhase
  const turns = turned > (0.67 * 360) / period && turned < (1.5 * 360) / period
  return crossed || turns || bars < 0.5 * period ? 0 : 1
}
