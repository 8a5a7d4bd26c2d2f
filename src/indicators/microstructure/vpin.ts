import { normalCdf, studentTail } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { initVolumeBuckets, noteVolume, pourVolume, volumeBucketsState } from './volume-buckets.js'

type VpinParams = { buckets: number; bucketVolume: number; meanBars: number; distribution: string }

/** Slab: bars of the deviation, bars seen (−1 before the first), place in the ring, last close, whether Student's t; then the ring of changes, then the buckets. */
const RING = 5
/** Degrees of freedom that the authors found to fit. */
const DEGREES_OF_FREEDOM = 0.25

/**
 * VPIN, the volume-synchronised probability of informed trading, with bulk volume classification: of each bar's volume the share Z(change of the close / its deviation over the last `meanBars`
 * changes) counts as bought, ½ where nothing changed, with the normal distribution function Z or Student's of 0.25 degrees of freedom; the volume is poured into buckets of `bucketVolume`, and VPIN is the sum of |bought − sold|
 * over the volume of the last `buckets` full ones, 0 … 1. `bucketVolume: 0` gives each bucket the mean volume of the last `meanBars` bars when it opens. The first `meanBars` bars only set the scales; the open
 * bucket does not count yet. Warm-up `meanBars`; a bar with a missing close or volume leaves the state unchanged. Source: Easley, López de Prado and O'Hara, Flow Toxicity and Liquidity
 * in a High-Frequency World, Review of Financial Studies 25:5, 2012.
 */
export const vpin = /* @__PURE__ */ defineIndicator<VpinParams, 'vpin'>({
  name: 'vpin',
  title: 'VPIN with bulk volume classification',
  params: {
    buckets: { default: 50, min: 1, max: 10_000, integer: true },
    bucketVolume: { default: 0, min: 0, max: 1e15 },
    meanBars: { default: 50, min: 2, max: 100_000, integer: true, unit: 'bars' },
    distribution: { default: 'normal', choices: ['normal', 't'] },
  },
  outputs: ['vpin'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: ({ meanBars }) => meanBars,
  stateSize: ({ buckets, meanBars }) => RING + meanBars + volumeBucketsState(buckets, meanBars),
  onMissing: 'skip',
  gaps: 'until so many buckets are full',
  init(state, { buckets, bucketVolume, meanBars, distribution }) {
    state[0] = meanBars
    state[1] = -1
    state[4] = distribution === 't' ? 1 : 0
    initVolumeBuckets(state, RING + meanBars, buckets, bucketVolume, meanBars)
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    const meanBars = state[0]! | 0
    const isStudent = state[4] === 1
    let n = state[1]! | 0
    let place = state[2]! | 0
    let last = state[3]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = close[i]!
      out[o] = NaN
      if (n < meanBars) n += 1
      noteVolume(state, RING + meanBars, volume[i]!)
      if (n > 0) {
        state[RING + place] = price - last
        place = place + 1 === meanBars ? 0 : place + 1
        if (n === meanBars) {
          const deviation = ringDeviation(state, meanBars, place)
          const z = deviation > 0 ? (price - last) / deviation : 0
          const buys = z === 0 ? 0.5 : isStudent ? 1 - studentTail(z, DEGREES_OF_FREEDOM) : normalCdf(z)
          out[o] = pourVolume(state, RING + meanBars, volume[i]!, buys)
        }
      }
      last = price
    }
    state[1] = n
    state[2] = place
    state[3] = last
  },
})

/** Sample deviation of the changes, in order of time; 0 where all are equal. */
function ringDeviation(state: Float64Array, period: number, place: number): number {
  const oldest = state[RING + place]!
  let sum = 0
  for (let j = 0, k = place; j < period; j++, k = k + 1 === period ? 0 : k + 1) sum += state[RING + k]! - oldest
  const mean = sum / period
  let squares = 0
  for (let j = 0, k = place; j < period; j++, k = k + 1 === period ? 0 : k + 1) {
    const deviation = state[RING + k]! - oldest - mean
    squares += deviation * deviation
  }
  return Math.sqrt(squares / (period - 1))
}
