/**
 * Slab at `base`: buckets kept, their volume as given (0: by the bars), bars of the mean volume, bars seen (up to those), place in their ring, open bucket's size, its volume so far, its buys
 * so far, closed buckets (up to those kept), place in theirs, VPIN; then the ring of volumes, of the buckets' imbalances, and of their sizes.
 */
const HEAD = 11

export function volumeBucketsState(buckets: number, meanBars: number): number {
  return HEAD + meanBars + 2 * buckets
}

export function initVolumeBuckets(state: Float64Array, base: number, buckets: number, bucketVolume: number, meanBars: number): void {
  state[base] = buckets
  state[base + 1] = bucketVolume
  state[base + 2] = meanBars
}

/** The mean volume of the last bars, in order of time. */
function meanVolume(state: Float64Array, base: number): number {
  const bars = state[base + 2]!
  const seen = state[base + 3]!
  const ring = base + HEAD
  const oldest = seen < bars ? 0 : state[base + 4]!
  let sum = 0
  for (let j = 0, k = oldest; j < seen; j++, k = k + 1 === bars ? 0 : k + 1) sum += state[ring + k]!
  return sum / seen
}

function close(state: Float64Array, base: number): void {
  const buckets = state[base]!
  const imbalances = base + HEAD + state[base + 2]!
  const place = state[base + 9]!
  const size = state[base + 5]!
  state[imbalances + place] = Math.abs(2 * state[base + 7]! - size)
  state[imbalances + buckets + place] = size
  state[base + 9] = place + 1 === buckets ? 0 : place + 1
  state[base + 8] = Math.min(buckets, state[base + 8]! + 1)
}

function open(state: Float64Array, base: number): void {
  state[base + 5] = state[base + 1]! > 0 ? state[base + 1]! : meanVolume(state, base)
  state[base + 6] = 0
  state[base + 7] = 0
}

/** The sum of the imbalances over the sum of the sizes of the buckets kept. */
function measure(state: Float64Array, base: number): number {
  const buckets = state[base]!
  const imbalances = base + HEAD + state[base + 2]!
  let imbalance = 0
  let size = 0
  for (let j = 0, k = state[base + 9]!; j < buckets; j++, k = k + 1 === buckets ? 0 : k + 1) {
    imbalance += state[imbalances + k]!
    size += state[imbalances + buckets + k]!
  }
  return imbalance / size
}

/** Takes a bar's volume into the mean by which buckets are sized. */
export function noteVolume(state: Float64Array, base: number, volume: number): void {
  const bars = state[base + 2]!
  const place = state[base + 4]!
  state[base + HEAD + place] = volume
  state[base + 4] = place + 1 === bars ? 0 : place + 1
  state[base + 3] = Math.min(bars, state[base + 3]! + 1)
}

/**
 * Pours a bar's volume, of which the share `buys` was bought, into buckets of equal size, and returns the VPIN of the buckets kept; NaN until so many are full. Without a given size a
 * bucket holds, from its opening on, the mean volume of the last bars.
 */
export function pourVolume(state: Float64Array, base: number, volume: number, buys: number): number {
  const buckets = state[base]!
  let rest = volume
  if (!(state[base + 5]! > 0)) open(state, base)
  let closed = 0
  while (rest > 0 && rest >= state[base + 5]! - state[base + 6]!) {
    const room = state[base + 5]! - state[base + 6]!
    state[base + 7]! += room * buys
    close(state, base)
    closed += 1
    rest -= room
    open(state, base)
    // Of a bar that alone fills every bucket kept, and more, only the last ones stay.
    if (closed === 1) rest -= Math.max(0, Math.floor(rest / state[base + 5]!) - buckets) * state[base + 5]!
    if (closed > 2 * buckets) rest = 0
  }
  state[base + 6]! += rest
  state[base + 7]! += rest * buys
  if (state[base + 8]! < buckets) return NaN
  if (closed > 0) state[base + 10] = measure(state, base)
  return state[base + 10]!
}
