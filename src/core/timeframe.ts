import { BarcastError } from './error.js'

/** Milliseconds of each unit, largest first. Months and years have no fixed length and are no timeframes. */
const UNIT_MS: readonly (readonly [unit: string, ms: number])[] = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]

/**
 * Length in milliseconds of a timeframe such as `1m`, `15m`, `4h`, `1d` or `1w`: a whole number and one of ms, s, m, h, d, w.
 *
 * @throws BarcastError `timeframe/not-fixed` for months and years (`1M`, `1mo`, `1y`), whose length differs from one to the next;
 * `timeframe/unknown` for anything else.
 */
export function parseTimeframe(text: string): number {
  const parts = typeof text === 'string' ? /^(\d{1,9})\s*([A-Za-z]+)$/.exec(text.trim()) : null
  const count = Number(parts?.[1])
  const unit = parts?.[2] ?? ''
  if (parts !== null && /^(M|mo|mon|month|months|y|yr|year|years|Y)$/.test(unit)) {
    throw new BarcastError('timeframe/not-fixed', `Parse timeframe: months and years have no fixed length, found "${text}"`, {
      value: text,
    })
  }
  const unitMs = UNIT_MS.find(([name]) => name === unit)?.[1]
  if (unitMs === undefined || !(count > 0)) {
    throw new BarcastError(
      'timeframe/unknown',
      `Parse timeframe: must be a positive whole number and one of ms, s, m, h, d, w (such as 1m, 4h, 1d), found ${JSON.stringify(text)}`,
      { value: text },
    )
  }
  return count * unitMs
}

/**
 * The shortest name of a timeframe, in the largest unit that divides it: 300 000 is `5m`, 86 400 000 is `1d`.
 *
 * @throws BarcastError `timeframe/unknown` unless `ms` is a positive whole number.
 */
export function formatTimeframe(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms <= 0) {
    throw new BarcastError('timeframe/unknown', `Format timeframe: must be a positive whole number of milliseconds, found ${ms}`, {
      value: ms,
    })
  }
  const [unit, unitMs] = UNIT_MS.find(([, length]) => ms % length === 0)!
  return `${ms / unitMs}${unit}`
}
