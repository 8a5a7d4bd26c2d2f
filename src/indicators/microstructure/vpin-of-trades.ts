import { defineIndicator } from '../indicator.js'
import { initVolumeBuckets, noteVolume, pourVolume, volumeBucketsState } from './volume-buckets.js'

type VpinOfTradesParams = { buckets: number; bucketVolume: number; meanBars: number; buyVolume: string; sellVolume: string }

/** Slab: bars of the mean volume, bars seen (up to those); then the buckets. */
const BUCKETS = 2

/**
 * VPIN from true signs: as `vpin`, but the columns `buyVolume` and `sellVolume` say what buyers and sellers took. Their sum is poured into buckets of `bucketVolume` (0: the mean
 * of the last `meanBars` bars when the bucket opens); VPIN is the sum of |bought − sold| over the volume of the last `buckets` full ones, 0 … 1. The first `meanBars` bars only set the scale. Warm-up `meanBars`; a bar with a missing
 * volume leaves the state unchanged. Source: Easley, López de Prado and O'Hara, Review of Financial Studies 25:5, 2012.
 */
export const vpinOfTrades = /* @__PURE__ */ defineIndicator<VpinOfTradesParams, 'vpin'>({
  name: 'vpinOfTrades',
  title: 'VPIN from signed trades',
  params: {
    buckets: { default: 50, min: 1, max: 10_000, integer: true },
    bucketVolume: { default: 0, min: 0, max: 1e15 },
    meanBars: { default: 50, min: 1, max: 100_000, integer: true, unit: 'bars' },
    buyVolume: { default: 'buyVolume', column: true },
    sellVolume: { default: 'sellVolume', column: true },
  },
  outputs: ['vpin'],
  inputs: ({ buyVolume, sellVolume }) => [buyVolume, sellVolume],
  lookbackBars: () => 0,
  warmupBars: ({ meanBars }) => meanBars,
  stateSize: ({ buckets, meanBars }) => BUCKETS + volumeBucketsState(buckets, meanBars),
  onMissing: 'skip',
  gaps: 'until so many buckets are full',
  init(state, { buckets, bucketVolume, meanBars }) {
    state[0] = meanBars
    initVolumeBuckets(state, BUCKETS, buckets, bucketVolume, meanBars)
  },
  advance(state, inputs, outputs, from, to, at) {
    const bought = inputs[0]!
    const sold = inputs[1]!
    const out = outputs[0]!
    const meanBars = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const total = bought[i]! + sold[i]!
      noteVolume(state, BUCKETS, total)
      out[o] = n < meanBars ? NaN : pourVolume(state, BUCKETS, total, total > 0 ? bought[i]! / total : 0.5)
      if (n < meanBars) n += 1
    }
    state[1] = n
  },
})
