import { BarcastError, type Bars, checkBars } from '../core/index.js'
import { TextWriter } from './text-writer.js'

const COMMA = 44
const LINE_FEED = 10

const FIRST_YEAR_MS = -62_167_219_200_000

/** A cell as RFC 4180 has it: quoted only when it must be. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Times ascend, and what lies beyond the year 9999 is no time in milliseconds. */
function checkYears({ openTimeMs }: Bars): void {
  const first = openTimeMs[0]!
  if (first >= FIRST_YEAR_MS) return
  throw new BarcastError('bars/time-range', `Write CSV: times must be in the years 0 to 9999, found ${first} at row 0`, {
    value: first,
    where: { row: 0, column: 'openTimeMs' },
  })
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
  checkYears(bars)
  const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume, ...Object.values(bars.extra)]
  const writer = new TextWriter(columns.length)
  writer.text(`${['time', 'open', 'high', 'low', 'close', 'volume', ...Object.keys(bars.extra).map(cell)].join(',')}\n`)
  for (let i = 0; i < bars.length; i++) {
    writer.time(bars.openTimeMs[i]!)
    for (let k = 0; k < columns.length; k++) {
      const value = columns[k]![i]!
      writer.code(COMMA)
      if (!Number.isNaN(value)) writer.number(value, k)
    }
    writer.code(LINE_FEED)
    writer.endRow()
  }
  return writer.finish()
}
