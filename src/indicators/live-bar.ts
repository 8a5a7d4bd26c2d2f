import { type Bar, BarcastError, barFaultAt } from '../core/index.js'

const FIELDS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const

/** Where a bar keeps the named column: 0 … 5 for its own fields, −1 for an extra one. */
export function fieldCode(name: string): number {
  return (FIELDS as readonly string[]).indexOf(name)
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

/** The rule of `checkBars` for a single row that the bar breaks. */
function faultOf(bar: Bar): ReturnType<typeof barFaultAt> {
  const columns = Object.fromEntries(FIELDS.map((name) => [name, Float64Array.of(bar[name])])) as Record<
    (typeof FIELDS)[number],
    Float64Array
  >
  return barFaultAt({ symbol: '', timeframeMs: 1, length: 1, extra: {}, ...columns }, 0)
}

/** True when the bar breaks no rule that `checkBars` has for a single row; NaN means missing and passes. */
export function isSoundBar(bar: Bar): boolean {
  const { open, high, low, close, volume } = bar
  // The usual bar, decided by eight comparisons; a bar with a missing value fails one of them and takes the long way.
  return (
    (low > 0 && open >= low && close >= low && high >= open && high >= close && high < Infinity && volume >= 0 && volume < Infinity) ||
    faultOf(bar) === undefined
  )
}

/** @throws BarcastError `bars/<rule>` that the bar breaks. */
export function refuseBar(bar: Bar): never {
  const fault = faultOf(bar)
  throw new BarcastError(`bars/${fault?.rule}`, `Take live bar: ${fault?.message}`, {
    value: fault?.value,
    where: { timeMs: bar.openTimeMs, column: fault?.column ?? '' },
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
