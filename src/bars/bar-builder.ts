import { BarcastError } from '../core/index.js'
import type { ExtraRule } from './aggregate.js'
import type { Period } from './period.js'

/** The one or the other value, whichever is not missing; the larger (sign 1) or smaller (sign −1) of two. */
function reach(sign: 1 | -1, a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return sign * b > sign * a ? b : a
}

function refuseAcross(timeMs: number, closeMs: number, boundaryMs: number, name: string, action: string): never {
  const text = (ms: number): string => new Date(ms).toISOString()
  throw new BarcastError(
    'bars/across-boundary',
    `${action}: every bar must lie within one bar of ${name}, found one from ${text(timeMs)} to ${text(closeMs)}, across ${text(boundaryMs)}`,
    { value: timeMs, where: { timeMs, column: 'openTimeMs' } },
  )
}

/**
 * The bar of a higher timeframe that is being made of lower ones; the one implementation behind histories and live bars. Per lower bar:
 * `begin`, `add`, `addExtra` for each rule, `end`. Whenever a higher bar is closed, `emit` may read it.
 */
export class BarBuilder {
  /** Lower bars taken into the bar; 0 when none is being made. */
  rows = 0
  openMs = NaN
  closeMs = NaN
  open = NaN
  close = NaN
  volume = NaN
  readonly extra: Float64Array
  private highest = NaN
  private lowest = NaN
  /** Extremes of opens and closes, which a bar must hold although the high or low of a lower bar is missing. */
  private top = NaN
  private bottom = NaN
  private volumeRest = 0
  private readonly extraRest: Float64Array
  private rowCloseMs = NaN

  constructor(
    private readonly from: Period,
    private readonly to: Period,
    private readonly rules: readonly ExtraRule[],
    private readonly emit: (bar: BarBuilder) => void,
  ) {
    this.extra = new Float64Array(rules.length)
    this.extraRest = new Float64Array(rules.length)
  }

  get high(): number {
    return Number.isNaN(this.highest) ? NaN : reach(1, this.highest, this.top)
  }

  get low(): number {
    return Number.isNaN(this.lowest) ? NaN : reach(-1, this.lowest, this.bottom)
  }

  /** Where a lower bar that opened at `timeMs` closes; finds the higher one it is in, when that is not the one being made. */
  private closeOf(timeMs: number, action: string): number {
    const { from, to } = this
    let rowCloseMs = timeMs + from.timeframeMs
    if (from.isCalendar) {
      from.find(timeMs)
      if (from.openMs === timeMs) rowCloseMs = from.closeMs
    }
    const inside = this.rows > 0 && timeMs < this.closeMs
    if (!inside) to.find(timeMs)
    const closeMs = inside ? this.closeMs : to.closeMs
    if (rowCloseMs > closeMs) refuseAcross(timeMs, rowCloseMs, closeMs, to.name, action)
    return rowCloseMs
  }

  /** Changes nothing. @throws BarcastError `bars/across-boundary` for a lower bar that reaches into the next higher one. */
  checkInside(timeMs: number, action: string): void {
    this.closeOf(timeMs, action)
  }

  /** Starts with the lower bar that opened at `timeMs`; what is refused changes nothing. @throws BarcastError `bars/across-boundary`. */
  begin(timeMs: number, action: string): void {
    this.rowCloseMs = this.closeOf(timeMs, action)
    if (this.rows > 0 && timeMs < this.closeMs) return
    if (this.rows > 0) this.finish()
    this.openMs = this.to.openMs
    this.closeMs = this.to.closeMs
  }

  add(open: number, high: number, low: number, close: number, volume: number): void {
    if (this.rows++ === 0) this.reset()
    if (Number.isNaN(this.open)) this.open = open
    if (!Number.isNaN(close)) this.close = close
    if (!(high <= this.highest)) this.highest = reach(1, this.highest, high)
    if (!(low >= this.lowest)) this.lowest = reach(-1, this.lowest, low)
    this.top = reach(1, reach(1, this.top, open), close)
    this.bottom = reach(-1, reach(-1, this.bottom, open), close)
    if (Number.isNaN(volume)) return
    if (Number.isNaN(this.volume)) this.volume = 0
    // Kahan's compensated sum, as pandas adds.
    const term = volume - this.volumeRest
    const sum = this.volume + term
    this.volumeRest = sum - this.volume - term
    this.volume = sum
  }

  /** Takes the lower bar's value of the k-th rule. */
  addExtra(k: number, value: number): void {
    if (Number.isNaN(value)) return
    const { extra, extraRest } = this
    const before = extra[k]!
    const { rule } = this.rules[k]!
    if (Number.isNaN(before) || rule === 'last') extra[k] = value
    else if (rule === 'max') extra[k] = reach(1, before, value)
    else if (rule === 'min') extra[k] = reach(-1, before, value)
    else if (rule === 'sum') {
      const term = value - extraRest[k]!
      extra[k] = before + term
      extraRest[k] = extra[k]! - before - term
    }
  }

  /** Ends the lower bar: the higher one is closed when both close together, unless it then is later than `nowMs`. */
  end(nowMs: number): void {
    if (this.rowCloseMs >= this.closeMs && this.closeMs <= nowMs) this.finish()
  }

  /** Gives the bar as it is. */
  finish(): void {
    this.emit(this)
    this.rows = 0
  }

  private reset(): void {
    this.open = this.close = this.volume = this.highest = this.lowest = this.top = this.bottom = NaN
    this.volumeRest = 0
    this.extra.fill(NaN)
    this.extraRest.fill(0)
  }

  /** How many numbers the state has. */
  get stateSize(): number {
    return 11 + 2 * this.rules.length
  }

  /** Writes every number of the state. */
  save(state: Float64Array): void {
    state[0] = this.rows
    state[1] = this.openMs
    state[2] = this.closeMs
    state[3] = this.open
    state[4] = this.close
    state[5] = this.volume
    state[6] = this.highest
    state[7] = this.lowest
    state[8] = this.top
    state[9] = this.bottom
    state[10] = this.volumeRest
    state.set(this.extra, 11)
    state.set(this.extraRest, 11 + this.rules.length)
  }

  /** Goes on from what {@link save} wrote with as many rules. */
  restore(state: Float64Array): void {
    this.rows = state[0]!
    this.openMs = state[1]!
    this.closeMs = state[2]!
    this.open = state[3]!
    this.close = state[4]!
    this.volume = state[5]!
    this.highest = state[6]!
    this.lowest = state[7]!
    this.top = state[8]!
    this.bottom = state[9]!
    this.volumeRest = state[10]!
    this.extra.set(state.subarray(11, 11 + this.rules.length))
    this.extraRest.set(state.subarray(11 + this.rules.length, this.stateSize))
  }
}
