import { BarcastError, type Bars, checkBars } from '../core/index.js'

const FIRST_YEAR_MS = -62_167_219_200_000
const LAST_YEAR_END_MS = 253_402_300_800_000

/** A cell as RFC 4180 has it: quoted only when it must be. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Epoch milliseconds as an ISO time, with microseconds where there are any. */
function timeText(ms: number, row: number): string {
  const whole = Math.floor(ms)
  if (!(whole >= FIRST_YEAR_MS && whole < LAST_YEAR_END_MS)) {
    throw new BarcastError('bars/time-range', `Write CSV: times must be in the years 0 to 9999, found ${ms} at row ${row}`, {
      value: ms,
      where: { row, column: 'openTimeMs' },
    })
  }
  const iso = new Date(whole).toISOString()
  const micros = Math.round((ms - whole) * 1000)
  return micros === 0 ? iso : `${iso.slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

/**
 * Bars as CSV text: `time,open,high,low,close,volume` and the extra columns, one row per bar. Times are ISO (UTC), numbers the shortest
 * text that reads back as the same double, missing values empty. {@link parseCsv} reads it back to the same columns (times to the
 * microsecond); symbol and timeframe are not written.
 *
 * @throws BarcastError `bars/<rule>` for faulty bars; `bars/time-range` outside the years 0 to 9999.
 */
export function toCsv(bars: Bars): string {
  checkBars(bars, 'Write CSV')
  const extra = Object.keys(bars.extra)
  const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume, ...extra.map((name) => bars.extra[name]!)]
  const lines = [['time', 'open', 'high', 'low', 'close', 'volume', ...extra.map(cell)].join(',')]
  for (let i = 0; i < bars.length; i++) {
    let line = timeText(bars.openTimeMs[i]!, i)
    for (const column of columns) line += Number.isNaN(column[i]!) ? ',' : `,${column[i]!}`
    lines.push(line)
  }
  return `${lines.join('\n')}\n`
}
