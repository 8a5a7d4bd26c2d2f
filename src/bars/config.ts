import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { Aggregate } from './aggregate.js'
import type { CalendarOptions } from './period.js'

const column = z.union([z.string(), z.int().min(0)])
const jsonShape = {
  symbol: z.string().optional(),
  timeframe: z.string().optional(),
  columns: z
    .strictObject({
      time: column.optional(),
      open: column.optional(),
      high: column.optional(),
      low: column.optional(),
      close: column.optional(),
      volume: column.nullable().optional(),
    })
    .optional(),
  ignore: z.array(column).optional(),
}
const shape = {
  ...jsonShape,
  delimiter: z
    .string()
    .regex(/^[^"\r\n\w.+-]$/, 'must be one character that no number, name or quote contains')
    .optional(),
  hasHeader: z.boolean().optional(),
}
const jsonSchema = z.strictObject(jsonShape)
const csvSchema = z.strictObject(shape)
const readSchema = z.strictObject({
  ...shape,
  maxBytes: z.int().positive().default(1_073_741_824),
  signal: z
    .custom<AbortSignal>((value) => typeof value === 'object' && value !== null && 'aborted' in value, 'must be an AbortSignal')
    .optional(),
})
const cleanSchema = z.strictObject({
  badValues: z.enum(['missing', 'drop']).default('missing'),
  highLow: z.enum(['widen', 'missing', 'drop']).default('widen'),
  outliers: z.enum(['keep', 'missing']).default('keep'),
  outlierScore: z.number().positive().default(10),
  missing: z.enum(['keep', 'forwardFill', 'interpolate', 'mean', 'drop']).default('keep'),
  gaps: z.enum(['mark', 'fill', 'refuse']).default('mark'),
})
const aggregation = {
  timeZone: z.string().optional(),
  dayStart: z.string().optional(),
  aggregate: z.record(z.string(), z.enum(['first', 'max', 'min', 'last', 'sum', 'drop'])).default({}),
}
const resampleSchema = z.strictObject({
  ...aggregation,
  incomplete: z.enum(['drop', 'keep']).default('drop'),
  nowMs: z.number().optional(),
})
const timeframe = z.union([z.string(), z.number()])
const sessionCalendarSchema = z.strictObject({
  timeZone: z.string(),
  open: z.string(),
  close: z.string(),
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .refine((days) => new Set(days).size === days.length, 'must not repeat a day')
    .optional(),
  holidays: z.array(z.string()).optional(),
  earlyCloses: z.record(z.string(), z.string()).optional(),
})

const sessionSchema = z.strictObject({ timeZone: z.string(), open: z.string(), close: z.string() })
const resamplerSchema = z.strictObject({ from: timeframe, to: timeframe, ...aggregation })

/** A column by its name, or by its number (from 0), which texts without names need. */
export type ColumnReference = string | number

/** Options of {@link parseJson}. None is needed for the dialects it knows. */
export interface JsonOptions {
  /** Name of the instrument. Default: the text's own symbol column, else empty. */
  symbol?: string | undefined
  /** Length of a bar, such as `1d`. Default: the most frequent step between rows; a text of one row must state it. */
  timeframe?: string | undefined
  /** Which columns hold what, where their names do not say. `volume: null` states that the market has none: it is then missing (NaN). */
  columns?:
    | {
        time?: ColumnReference | undefined
        open?: ColumnReference | undefined
        high?: ColumnReference | undefined
        low?: ColumnReference | undefined
        close?: ColumnReference | undefined
        volume?: ColumnReference | null | undefined
      }
    | undefined
  /** Columns to leave out, for example text that Bars cannot hold. */
  ignore?: ColumnReference[] | undefined
}

/** Options of {@link parseCsv}. None is needed for the dialects it knows. */
export interface CsvOptions extends JsonOptions {
  /** Default: comma, semicolon or tab, whichever the first line has. */
  delimiter?: string | undefined
  /** Default: told by the first line. */
  hasHeader?: boolean | undefined
}

/** Options of {@link readBars}. */
export interface ReadOptions extends CsvOptions {
  /** Most bytes of text, after decompression, that are read before `bars/too-large`. Default 1 GiB. */
  maxBytes?: number | undefined
  /** Stops the reading with `task/aborted`. */
  signal?: AbortSignal | undefined
}

/** What {@link cleanBars} does with each kind of fault. Every field has a default that invents nothing. */
export interface CleanPolicy {
  /**
   * ±Infinity, prices ≤ 0 and negative volumes: `missing` (default) makes the value NaN, `drop` drops its row.
   */
  badValues?: 'missing' | 'drop' | undefined
  /**
   * A high below, or a low above, another price of its row: `widen` (default) moves high and low so that they hold open and close,
   * `missing` makes both NaN, `drop` drops the row.
   */
  highLow?: 'widen' | 'missing' | 'drop' | undefined
  /**
   * Closes that leap away and straight back: `keep` (default) lists them in the report, `missing` also makes the bar's prices NaN.
   * Leaps that stay are real prices (a crash, a split) and are only ever listed.
   */
  outliers?: 'keep' | 'missing' | undefined
  /** From which robust z-score a log return is a leap. Default 10. */
  outlierScore?: number | undefined
  /**
   * Missing values: `keep` (default); `forwardFill` carries the last known close (and extra values) on and counts no volume; `drop` drops
   * rows with a missing price or volume. `interpolate` and `mean` use later values, so the report names them under `lookAhead`.
   */
  missing?: 'keep' | 'forwardFill' | 'interpolate' | 'mean' | 'drop' | undefined
  /** Times without a bar: `mark` (default) lists them in the report, `fill` adds flat bars without volume, `refuse` throws `bars/gap`. */
  gaps?: 'mark' | 'fill' | 'refuse' | undefined
}

interface Aggregation extends CalendarOptions {
  /**
   * Rules for extra columns, by name. Known without: `quoteVolume`, `trades`, `takerBuyVolume` and `takerBuyQuoteVolume` are added up,
   * `adjClose` is the last. Every other column needs one, so that none is lost or made up silently.
   */
  aggregate?: Readonly<Record<string, Aggregate>> | undefined
}

/** Options of {@link resampleBars}. */
export interface ResampleOptions extends Aggregation {
  /** The last bar while time has not reached its close: `drop` (default) leaves it out, `keep` gives what there is of it. */
  incomplete?: 'drop' | 'keep' | undefined
  /** The time it is, epoch milliseconds: bars that close later are incomplete. Default: the close of the last bar given. */
  nowMs?: number | undefined
}

/** Options of {@link createResampler}. */
export interface ResamplerOptions extends Aggregation {
  /** Timeframe of the bars that come in, as a name or in milliseconds. */
  from: string | number
  /** Timeframe of the bars to make of them: see {@link resampleBars}. */
  to: string | number
}

/** Options of {@link sessionDays}. */
export interface SessionOptions {
  /** IANA time zone of the exchange, such as `America/New_York`. */
  timeZone: string
  /** Time of day at which a session begins there, such as `09:30`. */
  open: string
  /** Time of day at which it ends, such as `16:00`; `24:00` is midnight. */
  close: string
}

/** Options of {@link createSessionCalendar}. */
export interface SessionCalendarOptions extends SessionOptions {
  /** Days of trade, Monday is 1 and Sunday 7. Default Monday to Friday; a market that never closes has all seven. */
  weekdays?: readonly number[] | undefined
  /** Dates without a session, such as `2024-12-25`. */
  holidays?: readonly string[] | undefined
  /** When a session ends early, by date: `{ '2024-11-29': '13:00' }`. */
  earlyCloses?: Readonly<Record<string, string>> | undefined
}

function parse<S extends z.ZodObject>(schema: S, options: unknown, action: string): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const known = path === 'columns' ? ['time', 'open', 'high', 'low', 'close', 'volume'] : Object.keys(schema.shape)
    const at = path === '' ? issue.keys[0]! : `${path}.${issue.keys[0]}`
    throw unknownNameError('bars/unknown-option', action, 'option', issue.keys[0]!, known, { path: at })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], options)
  throw new BarcastError('bars/config', `${action}: ${path === '' ? 'options' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseJsonOptions(options: JsonOptions): JsonOptions {
  return parse(jsonSchema, options, 'Parse JSON')
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseCsvOptions(options: CsvOptions): CsvOptions {
  return parse(csvSchema, options, 'Parse CSV')
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseReadOptions(options: ReadOptions): { csv: CsvOptions; maxBytes: number; signal: AbortSignal | undefined } {
  const { maxBytes, signal, ...csv } = parse(readSchema, options, 'Read bars')
  return { csv, maxBytes, signal }
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseCleanPolicy(policy: CleanPolicy): z.output<typeof cleanSchema> {
  return parse(cleanSchema, policy, 'Clean bars')
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseResampleOptions(options: ResampleOptions): z.output<typeof resampleSchema> {
  return parse(resampleSchema, options, 'Resample bars')
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseResamplerOptions(options: ResamplerOptions): z.output<typeof resamplerSchema> {
  return parse(resamplerSchema, options, 'Create resampler')
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseSessionOptions(options: SessionOptions): SessionOptions {
  return parse(sessionSchema, options, 'Find session days')
}

/** @throws BarcastError `bars/config`, `bars/unknown-option`. */
export function parseSessionCalendarOptions(options: SessionCalendarOptions): SessionCalendarOptions {
  return parse(sessionCalendarSchema, options, 'Create session calendar')
}
