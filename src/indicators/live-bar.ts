import { type Bar, BarcastError, barFaultAt } from '../core/index.js'

const FIELDS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume']

/** Where a bar keeps the named column: 0 … 5 for its own fields, −1 for an extra one. */
export function fieldCode(name: string): number {
  return FIELDS.indexOf(name)
}

export function readField(bar: Bar, code: number, name: string): number {
  switch (code) {
    case 4:
      return bar.close
    case 2:
      return bar.high
    case 3:
      return bar.low
    case 1:
      return bar.open
    case 5:
      return bar.volume
    case 0:
      return bar.openTimeMs
    default:
      return readExtra(bar, name)
  }
}

function readExtra(bar: Bar, name: string): number {
  const value = bar.extra !== undefined && Object.hasOwn(bar.extra, name) ? bar.extra[name] : undefined
  if (value === undefined) {
    throw new BarcastError('indicators/unknown-column', `Read live bar: column "${name}" must be in its extra values, found none`, {
      where: { column: name, timeMs: bar.openTimeMs },
    })
  }
  return value
}

/** True when the bar breaks no rule that `checkBars` has for a single row; NaN means missing and passes. */
export function isSoundBar(bar: Bar): boolean {
  const { open, high, low, close, volume } = bar
  // The usual bar, decided by eight comparisons; a bar with a missing value fails one of them and takes the long way.
  if (low > 0 && open >= low && close >= low && high >= open && high >= close && high < Infinity && volume >= 0 && volume < Infinity)
    return true
  if (high < open || high < close || high < low || low > open || low > close) return false
  if (open <= 0 || high <= 0 || low <= 0 || close <= 0 || volume < 0) return false
  return high !== Infinity && open !== Infinity && low !== Infinity && close !== Infinity && volume !== Infinity
}

/** @throws BarcastError `bars/<rule>` that the bar breaks. */
export function refuseBar(bar: Bar): never {
  const of = (value: number): Float64Array => Float64Array.of(value)
  const { openTimeMs, open, high, low, close, volume } = bar
  const row = { openTimeMs: of(openTimeMs), open: of(open), high: of(high), low: of(low), close: of(close), volume: of(volume) }
  const fault = barFaultAt({ symbol: '', timeframeMs: 1, length: 1, extra: {}, ...row }, 0)
  throw new BarcastError(`bars/${fault?.rule}`, `Take live bar: ${fault?.message}`, {
    value: fault?.value,
    where: { timeMs: openTimeMs, column: fault?.column ?? '' },
  })
}

/** @throws BarcastError `bars/duplicate-time`, `bars/unordered-time` or `bars/time-missing`. */
export function refuseTime(timeMs: number, lastTimeMs: number): never {
  const rule = timeMs === lastTimeMs ? 'duplicate-time' : timeMs < lastTimeMs ? 'unordered-time' : 'time-missing'
  throw new BarcastError(
    `bars/${rule}`,
    `Take live bar: openTimeMs must be after the last bar's ${lastTimeMs}, found ${timeMs}; replaceLast changes the last bar`,
    {
      value: timeMs,
      where: { column: 'openTimeMs', timeMs },
    },
  )
}

/** @throws BarcastError `indicators/replace` when there is no last bar, or it opened at another time. */
export function refuseReplace(timeMs: number, lastTimeMs: number): never {
  throw new BarcastError(
    'indicators/replace',
    lastTimeMs === -Infinity
      ? 'Replace last bar: there must be one, found none'
      : `Replace last bar: openTimeMs must be the last bar's ${lastTimeMs}, found ${timeMs}`,
    { value: timeMs, where: { timeMs } },
  )
}
