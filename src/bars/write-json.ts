import { BarcastError, type Bars, checkBars } from '../core/index.js'
import { TextWriter } from './text-writer.js'

/**
 * Bars as JSON text: one list with an object per bar and line, `openTimeMs`, `open`, `high`, `low`, `close`, `volume` and the extra
 * columns. Numbers are the shortest text that reads back as the same double, missing values `null`. {@link parseJson} reads it back to the
 * same columns, pandas with `read_json(text)`; symbol and timeframe are not written.
 *
 * @throws BarcastError `bars/<rule>` for faulty bars.
 */
export function toJson(bars: Bars): string {
  checkBars(bars, 'Write JSON')
  const { openTimeMs, open, high, low, close, volume, extra } = bars
  const own = Object.entries({ openTimeMs, open, high, low, close, volume })
  const columns = [...own, ...Object.entries(extra)]
  const twice = own.find(([name]) => Object.hasOwn(extra, name))?.[0]
  if (twice !== undefined) {
    throw new BarcastError('bars/duplicate-column', `Write JSON: extra columns must not be named like the bars' own, found ${twice}`, {
      value: twice,
      where: { column: twice },
    })
  }
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const heads = columns.map(([name], k) => bytes(`${k === 0 ? '{' : ','}${JSON.stringify(name)}:`))
  const [missing, negativeZero, between] = [bytes('null'), bytes('-0'), bytes('},\n')]
  const writer = new TextWriter(columns.length)
  writer.text('[\n')
  for (let i = 0; i < bars.length; i++) {
    if (i > 0) writer.encoded(between)
    for (let k = 0; k < columns.length; k++) {
      const value = columns[k]![1][i]!
      writer.encoded(heads[k]!)
      if (Number.isNaN(value)) writer.encoded(missing)
      else if (Object.is(value, -0)) writer.encoded(negativeZero)
      else writer.number(value, k)
    }
    writer.endRow()
  }
  writer.text('}\n]\n')
  return writer.finish()
}
