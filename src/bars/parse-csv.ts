import { BarcastError, type Bars } from '../core/index.js'
import { type CsvOptions, parseCsvOptions } from './config.js'
import { CsvParser } from './csv-parser.js'

/**
 * Bars from CSV text, every row as found: nothing is checked, sorted, repaired or dropped until {@link cleanBars} or a door of
 * another room looks at them.
 *
 * Read as they are: Binance klines (with or without header, ms or µs), Yahoo and yfinance, Kraken (OHLCVT files, and rows in the order of
 * its API), CryptoDataDownload, pandas `to_csv` and DuckDB; comma, semicolon or tab; quoted cells, BOM, CRLF.
 *
 * - Header names in any case and spelling (`Open`, `o`, `open_price`; `Open time`, `timestamp`, `date` or pandas' unnamed index).
 * - Time: ISO dates with `Z`, an offset or none (then UTC), or epoch s, ms, µs or ns; one spelling and unit per column.
 * - Numbers: the double nearest to the text, as `Number` reads it. Empty, `nan` and `null` are missing: NaN. `inf` is kept as found.
 * - Prices are the raw ones. An adjusted close goes to `extra.adjClose` and is never mixed with them.
 * - Other numeric columns go to `extra` under their name (vendors' spellings of one thing under one: `quoteVolume`, `trades`,
 *   `takerBuyVolume`, `takerBuyQuoteVolume`, `vwap`, `closeTimeMs`), other times as `<name>Ms`. A symbol column gives the symbol. Only
 *   Binance's filler `ignore` and the row numbers that pandas writes before the time are left out; other text is refused.
 * - `timeframeMs` is the most frequent step between rows.
 *
 * @throws BarcastError `bars/not-text`, `bars/empty`, `bars/missing-column`, `bars/duplicate-column`, `bars/unknown-column`, `bars/unknown-layout`, `bars/ragged-row`,
 * `bars/row-too-long`, `bars/unclosed-quote`, `bars/not-a-number`, `bars/not-a-time`, `bars/mixed-time`, `bars/time-unit`, `bars/several-symbols`,
 * `bars/timeframe`, `bars/config`, `bars/unknown-option`, each with line and column; and those of `parseTimeframe`.
 */
export function parseCsv(text: string, options: CsvOptions = {}): Bars {
  if (typeof text !== 'string') {
    throw new BarcastError(
      'bars/not-text',
      `Parse CSV: needs text (readBars takes bytes and streams), found ${text === null ? 'null' : typeof text}`,
      {
        value: text,
      },
    )
  }
  const parser = new CsvParser(parseCsvOptions(options))
  parser.push(text)
  return parser.finish()
}
