import { logReturn } from '../statistics/log-return.js'

/** 3 − 2√2 */
export const RANGE_CONSTANT = 0.1715728752538099

/** Of two successive bars: the sum of their squared log ranges, and the squared log range of both together. */
export interface TwoBarRange {
  beta: number
  gamma: number
}

/**
 * Ranges of row `i` and the one before it, `inputs` being high, low and close. With `shifts` the later bar is moved by the gap between it and the last close, as Corwin and Schultz correct for
 * a price that moved while nothing was traded.
 */
export function twoBarRange(inputs: readonly Float64Array[], i: number, shifts: boolean, range: TwoBarRange): void {
  const high = inputs[0]!
  const low = inputs[1]!
  const lastClose = inputs[2]![i - 1]!
  const gap = !shifts ? 0 : low[i]! > lastClose ? low[i]! - lastClose : high[i]! < lastClose ? high[i]! - lastClose : 0
  const top = high[i]! - gap
  const bottom = low[i]! - gap
  const earlier = logReturn(high[i - 1]!, low[i - 1]!)
  const later = logReturn(top, bottom)
  const both = logReturn(Math.max(top, high[i - 1]!), Math.min(bottom, low[i - 1]!))
  range.beta = earlier * earlier + later * later
  range.gamma = both * both
}
