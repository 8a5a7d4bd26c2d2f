/** What a figure counts, which decides how it is written. */
export type FigureUnit = 'percent' | 'ratio' | 'money' | 'count' | 'bars' | 'days'

const DAY_MS = 86_400_000

function grouped(digits: string): string {
  const point = digits.indexOf('.')
  const whole = point < 0 ? digits : digits.slice(0, point)
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (point < 0 ? '' : digits.slice(point))
}

/** `value` with a fixed number of decimals, thousands grouped, a true minus sign; NaN is a dash, ±Infinity is ±∞. */
export function decimalText(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  const text = size === Infinity ? '∞' : size >= 1e15 ? size.toExponential(2) : grouped(size.toFixed(decimals))
  return value < 0 && /[1-9∞]/.test(text) ? `−${text}` : text
}

/** A fraction as percent: 0.1234 is `12.34%`. */
export function percentText(fraction: number, decimals = 2): string {
  return Number.isNaN(fraction) ? '–' : `${decimalText(100 * fraction, decimals)}%`
}

/** Short text for an axis or a parameter: up to `digits` significant ones, thousands as k, M, G. */
export function shortText(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return decimalText(value, 0)
  const size = Math.abs(value)
  const [scale, suffix] = size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, '']
  const text = String(Number((size / scale).toPrecision(digits)))
  return `${value < 0 ? '−' : ''}${text}${suffix}`
}

/** A figure as a person reads it, by its unit. NaN (not defined) is a dash. */
export function figureText(value: number, unit: FigureUnit): string {
  if (unit === 'percent') return percentText(value)
  if (unit === 'money') return decimalText(value, Math.abs(value) >= 1000 ? 0 : 2)
  if (unit === 'ratio') return decimalText(value, 2)
  const plain = decimalText(value, Number.isInteger(value) ? 0 : 1)
  return unit === 'count' || Number.isNaN(value) ? plain : `${plain} ${unit}`
}

/** `2018-12-31` (UTC), with ` 15:30` when asked for. */
export function dateText(timeMs: number, withTime = false): string {
  const iso = new Date(timeMs).toISOString()
  const end = iso.indexOf('T')
  return withTime ? `${iso.slice(0, end)} ${iso.slice(end + 1, end + 6)}` : iso.slice(0, end)
}

/** True when a time axis has moments within a day, so that dates alone would not tell bars apart. */
export function hasTimeOfDay(timeMs: Float64Array): boolean {
  for (let i = 1; i < timeMs.length; i++) if (timeMs[i]! - timeMs[i - 1]! < DAY_MS) return true
  return false
}

const TIMEFRAME_UNITS = [
  [7 * DAY_MS, 'week'],
  [DAY_MS, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const

/** A bar's length in words: `1 day`, `15 minutes`. */
export function timeframeText(timeframeMs: number): string {
  const [unitMs, name] = TIMEFRAME_UNITS.find(([size]) => timeframeMs >= size && timeframeMs % size === 0) ?? [1, 'millisecond']
  const count = timeframeMs / unitMs
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
