import { BarcastError, unknownNameError } from '../core/index.js'
import { isMissingCell } from './cell-number.js'
import type { JsonOptions } from './config.js'
import { CSV, placeOf, type TextFormat } from './text-format.js'

/** What a column of the text becomes. An `extra` column is numbers or times, which its first value decides. */
export type ColumnRole = 'time' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'extra' | 'extra-time' | 'symbol' | 'left-out'

/** One column of the text. */
export interface TextColumn {
  /** As the header spells it, or its number (from 0) where there is no header. */
  name: string
  role: ColumnRole
  /** Where its values go: `openTimeMs`, `open` … or the name in `extra`. */
  target: string
}

const REQUIRED = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
type RequiredRole = (typeof REQUIRED)[number]

/** Where a layout is found: what the caller stated, and the place for errors. */
export interface LayoutPlace {
  options: JsonOptions
  format: TextFormat
  at: number
}

/** Header names of each role without spaces, case and punctuation, the most telling first. */
const ALIASES: Record<RequiredRole, readonly string[]> = {
  time: 'opentimems opentime unix unixtimestamp epoch timestamp time t ts datetime date unnamed0'.split(' ').concat(''),
  open: ['open', 'o', 'openprice', 'priceopen'],
  high: ['high', 'h', 'highprice', 'pricehigh'],
  low: ['low', 'l', 'lowprice', 'pricelow'],
  close: ['close', 'c', 'closeprice', 'priceclose'],
  volume: ['volume', 'v', 'vol', 'basevolume'],
}
const SYMBOL_NAMES = new Set(['symbol', 'ticker', 'tic', 'pair', 'instrument', 'market', 'productid'])
/** Names without meaning: Binance's own filler, and the row numbers pandas writes before the first column. */
const FILLERS = new Set(['ignore', '', 'unnamed0'])
/** One name for what vendors spell in several ways. */
const EXTRA_NAMES = new Map([
  ['adjclose', 'adjClose'],
  ['adjustedclose', 'adjClose'],
  ['closetime', 'closeTimeMs'],
  ['closetimems', 'closeTimeMs'],
  ['quotevolume', 'quoteVolume'],
  ['quoteassetvolume', 'quoteVolume'],
  ['trades', 'trades'],
  ['tradecount', 'trades'],
  ['count', 'trades'],
  ['numberoftrades', 'trades'],
  ['numtrades', 'trades'],
  ['takerbuyvolume', 'takerBuyVolume'],
  ['takerbuybaseassetvolume', 'takerBuyVolume'],
  ['takerbuyquotevolume', 'takerBuyQuoteVolume'],
  ['takerbuyquoteassetvolume', 'takerBuyQuoteVolume'],
  ['vwap', 'vwap'],
])

const OHLC = ['time', 'open', 'high', 'low', 'close'] as const
const BINANCE = ['close time', 'quote volume', 'trades', 'taker buy volume', 'taker buy quote volume', 'ignore'] as const
/** Columns of files without a header, by their number; those with numeric time only are marked. */
const HEADERLESS = new Map<number, { names: readonly string[]; epochOnly: boolean }>([
  [6, { names: [...OHLC, 'volume'], epochOnly: false }],
  [7, { names: [...OHLC, 'volume', 'trades'], epochOnly: true }],
  [8, { names: [...OHLC, 'vwap', 'volume', 'trades'], epochOnly: true }],
  [12, { names: [...OHLC, 'volume', ...BINANCE], epochOnly: true }],
])

/** A header name without case, spaces and punctuation: `Open time`, `open_time` and `<OPENTIME>` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Header cells hold names, none of them a number or a date; a data row has some. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  return !cells.some((cell) => /^\s*[+-]?[.\d]*\d/.test(cell) && !/[a-z]{2}/i.test(cell))
}

function findColumn(wanted: string | number, cells: readonly string[], named: boolean, option: string, { action }: TextFormat): number {
  if (typeof wanted === 'number') {
    if (wanted < cells.length) return wanted
    throw new BarcastError('bars/unknown-column', `${action}: ${option} must be below the ${cells.length} columns, found ${wanted}`, {
      value: wanted,
      where: { path: option },
    })
  }
  if (!named) {
    throw new BarcastError(
      'bars/unknown-column',
      `${action}: ${option} must be a column number (from 0) when the text has no header, found ${JSON.stringify(wanted)}`,
      { value: wanted, where: { path: option } },
    )
  }
  const exact = cells.indexOf(wanted)
  const found = exact >= 0 ? exact : cells.findIndex((cell) => cell.toLowerCase() === wanted.toLowerCase())
  if (found < 0) throw unknownNameError('bars/unknown-column', action, 'column', wanted, cells, { path: option })
  return found
}

/** The columns of a role that the header names by one of its aliases, the most telling name only. */
function candidates(role: RequiredRole, plain: readonly string[], free: (column: number) => boolean): number[] {
  const at = (matches: (name: string) => boolean): number[] => plain.flatMap((name, i) => (matches(name) && free(i) ? [i] : []))
  for (const alias of ALIASES[role]) {
    const found = at((name) => name === alias)
    if (found.length > 0) return found
  }
  // `Volume BTC`, `Volume_(BTC)`: of several, vendors write the base asset first.
  return role === 'volume' ? at((name) => name.startsWith('volume')).slice(0, 1) : []
}

function refuseDuplicates(columns: readonly TextColumn[], { format, at }: LayoutPlace): void {
  const seen = new Map<string, string>()
  const where = placeOf(format, at)
  for (const { name, role, target } of columns) {
    if (role === 'left-out') continue
    const before = seen.get(target)
    if (before !== undefined) {
      throw new BarcastError(
        'bars/duplicate-column',
        `${format.action}: columns must differ, found ${JSON.stringify(before)} and ${JSON.stringify(name)} for ${target} at ${format.unit} ${at}`,
        { value: name, where: { ...where, column: name } },
      )
    }
    seen.set(target, name)
  }
}

function extraColumn(name: string, plain: string): TextColumn {
  if (FILLERS.has(plain)) return { name, role: 'left-out', target: '' }
  const target = EXTRA_NAMES.get(plain) ?? name
  return { name, role: target === 'closeTimeMs' ? 'extra-time' : 'extra', target }
}

function layoutOf(names: readonly string[], plain: readonly string[], place: LayoutPlace, named: boolean): TextColumn[] {
  const { options, format, at } = place
  const roles = new Map<number, ColumnRole>()
  const roleOf = new Map<RequiredRole, number>()
  for (const [i, wanted] of (options.ignore ?? []).entries()) roles.set(findColumn(wanted, names, named, `ignore.${i}`, format), 'left-out')
  for (const role of REQUIRED) {
    const wanted = options.columns?.[role]
    if (wanted === undefined || wanted === null) continue
    const column = findColumn(wanted, names, named, `columns.${role}`, format)
    roles.set(column, role)
    roleOf.set(role, column)
  }
  for (const role of REQUIRED) {
    if (roleOf.has(role) || (role === 'volume' && options.columns?.volume === null)) continue
    const [column, second] = candidates(role, plain, (i) => !roles.has(i))
    if (column === undefined) continue
    roles.set(column, role)
    roleOf.set(role, column)
    if (second !== undefined && plain[second] !== '') roles.set(second, role)
  }
  const missing = REQUIRED.filter((role) => !roleOf.has(role) && !(role === 'volume' && options.columns?.volume === null))
  if (missing.length > 0) {
    const hint = missing.length === 1 && missing[0] === 'volume' ? '; state columns: { volume: null } for a market without volume' : ''
    throw new BarcastError(
      'bars/missing-column',
      `${format.action}: columns ${missing.join(', ')} are missing, found ${names.map((name) => JSON.stringify(name)).join(', ')}${hint}`,
      { value: missing, where: { ...placeOf(format, at), column: missing[0]! } },
    )
  }
  const columns = names.map((name, i): TextColumn => {
    const role = roles.get(i)
    if (role !== undefined) return { name, role, target: role === 'time' ? 'openTimeMs' : role }
    if (SYMBOL_NAMES.has(plain[i]!)) return { name, role: 'symbol', target: 'symbol' }
    return extraColumn(name, plain[i]!)
  })
  refuseDuplicates(columns, place)
  return columns
}

/**
 * What each column of a text with the header `cells` is.
 *
 * @throws BarcastError `bars/missing-column`, `bars/duplicate-column`, `bars/unknown-column`.
 */
export function layoutFromHeader(cells: readonly string[], place: LayoutPlace): TextColumn[] {
  const names = place.format === CSV ? cells.map((cell) => cell.trim()) : cells
  return layoutOf(names, names.map(plainName), place, true)
}

/**
 * What each column of a text without header is, told by its first row: 6 columns are time, open, high, low, close, volume;
 * 7 (CSV), 8 and 12 columns with a numeric time are Kraken's files, Kraken's API order (with vwap), and Binance's klines.
 *
 * @throws BarcastError `bars/unknown-layout` for other rows, unless `columns` names all of them.
 */
export function layoutFromFirstRow(cells: readonly string[], place: LayoutPlace): TextColumn[] {
  const { options, format, at } = place
  const numbers = cells.map((_, i) => String(i))
  if (options.columns !== undefined) {
    const unnamed = cells.map(() => 'unnamed')
    return layoutOf(numbers, unnamed, place, false)
  }
  const isCsv = format === CSV
  const known = HEADERLESS.get(cells.length)
  const epoch = /^\s*[\d.]+\s*$/.test(cells[0]!) || isMissingCell(cells[0]!)
  // Seven values in an API's array end with trades or turnover, and some have the close second: nothing tells.
  if (known === undefined || (known.epochOnly && !epoch) || (!isCsv && cells.length === 7)) {
    const hint = isCsv ? ', or hasHeader: true if this is a header' : ''
    throw new BarcastError(
      'bars/unknown-layout',
      `${format.action}: without a header, rows must have 6 columns (or ${isCsv ? '7, ' : ''}8 or 12 with a numeric time), found ${cells.length} ` +
        `at ${format.unit} ${at}; say what they are with columns: { time: 0, open: 1, … }${hint}`,
      { value: cells.length, where: placeOf(format, at) },
    )
  }
  return layoutOf(known.names, known.names.map(plainName), place, true)
}
