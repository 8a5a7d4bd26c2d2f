import { defineIndicator } from '../indicator.js'
import { advanceRanges, BOTTOM, buildProfile, EQUAL_SHARE, initProfile, profileState, TOTAL, VOLUMES, WIDTH } from './profile-bins.js'

type VolumeProfileParams = { windowBars: number; binCount: number; valueAreaShare: number }
type VolumeProfileOutput = 'pointOfControl' | 'valueAreaHigh' | 'valueAreaLow' | 'position'

/** Slab: window, bins, share, count; then the profile. */
const HEAD = 4

/**
 * Volume profile of the last `windowBars` bars, this one included: the range from their lowest low to their highest high in `binCount` equal bins, every bar's volume spread evenly over its own range (into one bin where it has
 * none; where nothing was traded in the window every bar counts as 1). `pointOfControl` is the middle of the bin with most volume, the lowest of equals. The value area grows from it, each time by the two bins above or the two
 * below (fewer at the end of the range), whichever hold more volume (those above when equal), until it holds `valueAreaShare` of the whole: `valueAreaHigh` and `valueAreaLow` are its edges, `position` = (close − low edge) / (high edge − low
 * edge), beyond 0 … 1 outside of it. Volumes that differ by less than 1e-9 of the whole are equal. On a flat window all three are its price, and `position` 0.5. Made afresh at every bar, so it does not depend on where the
 * history began; the cost grows with the window. Warm-up `windowBars − 1`; a missing price or volume restarts the window. Source: Steidlmayer, Markets and Market Logic, 1986; Chicago Board of Trade, A Six-Part Study Guide to Market Profile (two
 * prices at a time, 70 %).
 */
export const volumeProfile = /* @__PURE__ */ defineIndicator<VolumeProfileParams, VolumeProfileOutput>({
  name: 'volumeProfile',
  title: 'Volume profile',
  params: {
    windowBars: { default: 100, min: 1, max: 10_000, integer: true, unit: 'bars' },
    binCount: { default: 24, min: 2, max: 10_000, integer: true, unit: 'bins' },
    valueAreaShare: { default: 0.7, min: 0.01, max: 1 },
  },
  outputs: ['pointOfControl', 'valueAreaHigh', 'valueAreaLow', 'position'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: ({ windowBars }) => windowBars,
  warmupBars: ({ windowBars }) => windowBars - 1,
  stateSize: ({ windowBars, binCount }) => HEAD + profileState(windowBars, binCount),
  onMissing: 'reset',
  init(state, { windowBars, binCount, valueAreaShare }) {
    state.set([windowBars, binCount, valueAreaShare, 0])
    initProfile(state, HEAD, windowBars, binCount)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close, volume] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const [tops, bottoms, areaLows, positions] = outputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const window = state[0]! | 0
    let n = state[3]! | 0
    // The first two outputs hold the ends of the range first.
    advanceRanges(state, HEAD, high, low, tops, bottoms, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < window) n += 1
      if (n < window) {
        areaLows[o] = NaN
        positions[o] = NaN
        continue
      }
      buildProfile(state, HEAD, high, low, volume, i, tops[o]!, bottoms[o]!)
      writeArea(state, close[i]!, outputs, o)
    }
    state[3] = n
  },
})

function fullestBin(state: Float64Array, bins: number): number {
  const volumes = HEAD + VOLUMES
  let most = 0
  for (let k = 0; k < bins; k++) if (state[volumes + k]! > most) most = state[volumes + k]!
  const enough = most - EQUAL_SHARE * state[HEAD + TOTAL]!
  let bin = 0
  while (state[volumes + bin]! < enough) bin += 1
  return bin
}

function writeArea(state: Float64Array, close: number, outputs: readonly Float64Array[], o: number): void {
  const bottom = state[HEAD + BOTTOM]!
  const width = state[HEAD + WIDTH]!
  if (width === 0) {
    for (let k = 0; k < 3; k++) outputs[k]![o] = bottom
    outputs[3]![o] = 0.5
    return
  }
  const bins = state[1]! | 0
  const total = state[HEAD + TOTAL]!
  const equal = EQUAL_SHARE * total
  const volumes = HEAD + VOLUMES
  const control = fullestBin(state, bins)
  const wanted = state[2]! * total - equal
  let lower = control
  let upper = control
  let held = state[volumes + control]!
  while (held < wanted && (lower > 0 || upper < bins - 1)) {
    const above = upper < bins - 1 ? state[volumes + upper + 1]! + state[volumes + upper + 2]! : 0
    const below = lower > 0 ? state[volumes + lower - 1]! + state[volumes + lower - 2]! : 0
    if (upper < bins - 1 && (lower === 0 || above >= below - equal)) {
      held += above
      upper = Math.min(bins - 1, upper + 2)
    } else {
      held += below
      lower = Math.max(0, lower - 2)
    }
  }
  const highEdge = bottom + (upper + 1) * width
  const lowEdge = bottom + lower * width
  outputs[0]![o] = bottom + (control + 0.5) * width
  outputs[1]![o] = highEdge
  outputs[2]![o] = lowEdge
  outputs[3]![o] = (close - lowEdge) / (highEdge - lowEdge)
}
