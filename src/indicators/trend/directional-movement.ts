/**
 * Slab: period, count, last high, last low, last close, Wilder sums of +DM, −DM and true range, ADX (a sum of DX until its first mean is due).
 */
export const DIRECTIONAL_STATE = 9

/** Which value of the directional movement system a kernel writes. */
export type DirectionalValue = 'adx' | 'plusDi' | 'minusDi'

/**
 * Wilder's directional movement as TA-Lib computes it: sums over the first `period − 1` bars, then sum ← sum − sum / period + new. A true range or a DI sum
 * of 0 leaves ADX unchanged and makes a DI 0.
 */
export function advanceDirectional(
  value: DirectionalValue,
  state: Float64Array,
  inputs: readonly Float64Array[],
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const high = inputs[0]!
  const low = inputs[1]!
  const close = inputs[2]!
  const period = state[0]! | 0
  const adxReady = 2 * period
  const wantsAdx = value === 'adx'
  const plusWanted = value === 'plusDi'
  const keep = 1 - 1 / period
  const weight = 1 / period
  let n = state[1]! | 0
  let lastHigh = state[2]!
  let lastLow = state[3]!
  let lastClose = state[4]!
  let plus = state[5]!
  let minus = state[6]!
  let range = state[7]!
  let adx = state[8]!
  let o = at
  for (let i = from; i < to; i++, o++) {
    const h = high[i]!
    const l = low[i]!
    const top = h > lastClose ? h : lastClose
    const bottom = l < lastClose ? l : lastClose
    const rise = h - lastHigh
    const fall = lastLow - l
    const up = rise > fall ? (rise + Math.abs(rise)) / 2 : 0
    const down = fall > rise ? (fall + Math.abs(fall)) / 2 : 0
    lastHigh = h
    lastLow = l
    lastClose = close[i]!
    if (n >= adxReady) {
      plus = plus * keep + up
      minus = minus * keep + down
      range = range * keep + (top - bottom)
      if (wantsAdx) {
        const total = plus + minus
        const dx = (100 * Math.abs(plus - minus)) / total
        adx = range === 0 || total === 0 ? adx : adx + (dx - adx) * weight
        out[o] = adx
      } else out[o] = range === 0 ? 0 : (100 * (plusWanted ? plus : minus)) / range
      continue
    }
    n += 1
    out[o] = NaN
    if (n === 1) continue
    const fading = n > period ? keep : 1
    plus = plus * fading + up
    minus = minus * fading + down
    range = range * fading + (top - bottom)
    if (n <= period) continue
    if (!wantsAdx) {
      out[o] = range === 0 ? 0 : (100 * (plusWanted ? plus : minus)) / range
      continue
    }
    if (range !== 0 && plus + minus !== 0) adx += (100 * Math.abs(plus - minus)) / (plus + minus)
    if (n === adxReady) {
      adx /= period
      out[o] = adx
    }
  }
  state[1] = n
  state[2] = lastHigh
  state[3] = lastLow
  state[4] = lastClose
  state[5] = plus
  state[6] = minus
  state[7] = range
  state[8] = adx
}
