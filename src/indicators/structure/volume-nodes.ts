import { defineIndicator } from '../indicator.js'
import {
  advanceRanges,
  BOTTOM,
  binOf,
  buildProfile,
  EQUAL_SHARE,
  initProfile,
  profileState,
  TOTAL,
  VOLUMES,
  WIDTH,
} from './profile-bins.js'

type VolumeNodesParams = { windowBars: number; binCount: number; nodeFactor: number }

/** Slab: window, bins, factor, count; then the profile. */
const HEAD = 4

/**
 * Volume clusters near the price, in the profile of `volumeProfile`: `volumeAtClose` is the volume of the close's bin over the mean of all bins (1 on a flat window); `nodeAbove` and `nodeBelow` are the middles of the nearest bins
 * above and below it that hold `nodeFactor` times the mean or more (high-volume nodes; less by under 1e-9 of the whole still counts). Made afresh at every bar, so it does not depend on where the history began; the cost grows with the
 * window. Warm-up `windowBars − 1`; nodes NaN where there is none; a missing price or volume restarts the window. Source: Steidlmayer, Markets and Market Logic, 1986; Dalton, Mind over Markets, 1990.
 */
export const volumeNodes = /* @__PURE__ */ defineIndicator<VolumeNodesParams, 'volumeAtClose' | 'nodeAbove' | 'nodeBelow'>({
  name: 'volumeNodes',
  title: 'Volume clusters near the price',
  params: {
    windowBars: { default: 100, min: 1, max: 10_000, integer: true, unit: 'bars' },
    binCount: { default: 24, min: 2, max: 10_000, integer: true, unit: 'bins' },
    nodeFactor: { default: 1.5, min: 0, max: 10_000 },
  },
  outputs: ['volumeAtClose', 'nodeAbove', 'nodeBelow'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: ({ windowBars }) => windowBars,
  warmupBars: ({ windowBars }) => windowBars - 1,
  stateSize: ({ windowBars, binCount }) => HEAD + profileState(windowBars, binCount),
  onMissing: 'reset',
  gaps: 'where no cluster is above the close, none below it',
  init(state, { windowBars, binCount, nodeFactor }) {
    state.set([windowBars, binCount, nodeFactor, 0])
    initProfile(state, HEAD, windowBars, binCount)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close, volume] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const [shares, tops, bottoms] = outputs as [Float64Array, Float64Array, Float64Array]
    const window = state[0]! | 0
    let n = state[3]! | 0
    // The nodes hold the ends of the range first.
    advanceRanges(state, HEAD, high, low, tops, bottoms, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < window) n += 1
      if (n < window) {
        shares[o] = NaN
        continue
      }
      buildProfile(state, HEAD, high, low, volume, i, tops[o]!, bottoms[o]!)
      tops[o] = NaN
      bottoms[o] = NaN
      writeNodes(state, close[i]!, outputs, o)
    }
    state[3] = n
  },
})

function writeNodes(state: Float64Array, close: number, outputs: readonly Float64Array[], o: number): void {
  const width = state[HEAD + WIDTH]!
  if (width === 0) {
    outputs[0]![o] = 1
    return
  }
  const bins = state[1]! | 0
  const volumes = HEAD + VOLUMES
  const total = state[HEAD + TOTAL]!
  const enough = (state[2]! * total) / bins - EQUAL_SHARE * total
  const bin = binOf(state, HEAD, close)
  outputs[0]![o] = (state[volumes + bin]! * bins) / total
  let above = bin + 1
  while (above < bins && state[volumes + above]! < enough) above += 1
  let below = bin - 1
  while (below >= 0 && state[volumes + below]! < enough) below -= 1
  if (above < bins) outputs[1]![o] = state[HEAD + BOTTOM]! + (above + 0.5) * width
  if (below >= 0) outputs[2]![o] = state[HEAD + BOTTOM]! + (below + 0.5) * width
}
