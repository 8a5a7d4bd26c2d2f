import { BarcastError, type Bars } from '../core/index.js'
import { type JsonOptions, parseJsonOptions } from './config.js'
import { JsonParser } from './json-parser.js'

/**
 * Bars from JSON text, every row as found: nothing is checked, sorted, repaired or dropped until {@link cleanBars} or a door of
 * another room looks at them.
 *
 * Read as they are:
 * - rows as lists: Binance klines (numbers as text or not), ccxt's `fetchOHLCV`, Kraken's rows with vwap; other orders and lengths with
 *   `columns: { time: 0, open: 1, … }`;
 * - rows as objects (`toJson`, pandas `orient='records'`), in one list or newline-delimited;
 * - one object of columns: lists, or objects by key (pandas' default, `'split'`, `'index'`), whose keys are the time when nothing else is.
 *
 * Names, times, numbers and further columns are read as by {@link parseCsv}. `null` (and the NaN that Python writes) is missing: NaN.
 * Every row must have the same columns, in any order.
 *
 * @throws BarcastError `bars/json` (no JSON, or no table), `bars/not-text`, `bars/empty`, `bars/missing-column`, `bars/duplicate-column`,
 * `bars/unknown-column`, `bars/unknown-layout` (also when high and low contradict the order assumed), `bars/ragged-row`, `bars/column-length`,
 * `bars/row-too-long`, `bars/not-a-number`, `bars/not-a-time`, `bars/mixed-time`, `bars/time-unit`, `bars/several-symbols`, `bars/timeframe`,
 * `bars/config`, `bars/unknown-option`, with row (from 0) and column; and those of `parseTimeframe`.
 */
export function parseJson(text: string, options: JsonOptions = {}): Bars {
  if (typeof text !== 'string') {
    throw new BarcastError(
      'bars/not-text',
      `Parse JSON: needs text (readBars takes bytes and streams), found ${text === null ? 'null' : typeof text}`,
      { value: text },
    )
  }
  const parser = new JsonParser(parseJsonOptions(options))
  parser.push(text)
  return parser.finish()
}
