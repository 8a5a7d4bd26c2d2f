import {
  BarcastError,
  type Bars,
  checkBars,
  createFrame,
  createRandom,
  type Frame,
  type Labels,
  pause,
  sliceBars,
  type TaskOptions,
  throwIfAborted,
} from '../core/index.js'
import type { FeatureDefinition } from './column.js'
import { type ColumnQuality, describeColumn } from './column-quality.js'
import { type CorrelatedPair, correlatedPairs } from './selection/correlation.js'
import { readTarget, type SelectionTarget } from './selection/target.js'

export type QualityCode =
  | 'all-missing'
  | 'early-value'
  | 'late-value'
  | 'gaps'
  | 'infinite'
  | 'constant'
  | 'near-constant'
  | 'extreme-values'
  | 'correlated'
  | 'drift'
  | 'leakage'
  | 'not-causal'

/** Something to look at before training. */
export interface QualityWarning {
  readonly code: QualityCode
  readonly column: string
  readonly message: string
  readonly value: number
}

export interface QualityOptions extends TaskOptions {
  /** First valid rows as the definitions state them (`engineer.definitions`), for a frame that begins with the history. */
  definitions?: readonly Pick<FeatureDefinition, 'name' | 'warmupBars'>[]
  /** What the features were made of, and how: `bars` and `compute` together let a few rows be computed again without the bars after them. */
  bars?: Bars
  compute?: (bars: Bars) => Frame
  /** Labels or future returns, row for row. With `bars`, the return over each label's span is looked at. */
  target?: SelectionTarget
  /** Decides which rows are computed again. @default 1 */
  seed?: number
}

export interface QualityReport {
  readonly rows: number
  readonly columns: readonly ColumnQuality[]
  /** Columns that correlate by 0.95 or more. */
  readonly pairs: readonly CorrelatedPair[]
  readonly warnings: readonly QualityWarning[]
}

/** Where a finding becomes a warning. */
const LIMITS = {
  commonestShare: 0.99,
  extremeShare: 0.01,
  correlation: 0.95,
  drift: 0.5,
  /** An honest feature's correlation with a future return is a few hundredths. */
  leakage: 0.5,
} as const

/** Rows that are computed again. */
const CAUSAL_ROWS = 5
const ACTION = 'Report feature quality'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function ofColumn(quality: ColumnQuality, rows: number, warmupBars: number | undefined): QualityWarning[] {
  const { name: column, firstRow, gaps, infinite, commonestShare, extremeShare, drift, min, max } = quality
  const warnings: QualityWarning[] = []
  const warn = (code: QualityCode, value: number, message: string): void => {
    warnings.push({ code, column, value, message: `"${column}" ${message}` })
  }
  if (firstRow === null) {
    const tooLong = warmupBars !== undefined && warmupBars >= rows
    warn(
      'all-missing',
      rows,
      tooLong ? `needs ${warmupBars + 1} bars for its first value, the data have ${rows}` : `has no value in ${rows} rows`,
    )
    return warnings
  }
  if (warmupBars !== undefined && firstRow > warmupBars)
    warn('late-value', firstRow, `has its first value at row ${firstRow}, stated is ${warmupBars}`)
  if (warmupBars !== undefined && firstRow < warmupBars)
    warn('early-value', firstRow, `has a value at row ${firstRow}, stated is ${warmupBars}`)
  if (gaps > 0) warn('gaps', gaps, `has ${gaps} missing values after its first`)
  if (infinite > 0) warn('infinite', infinite, `is infinite in ${infinite} rows`)
  if (min !== null && min === max) warn('constant', min, `is ${min} in every row`)
  else if (commonestShare !== null && commonestShare >= LIMITS.commonestShare)
    warn('near-constant', commonestShare, `has the same value in ${percent(commonestShare)} of the rows`)
  if (extremeShare !== null && extremeShare > LIMITS.extremeShare)
    warn('extreme-values', extremeShare, `is more than 10 robust deviations from its median in ${percent(extremeShare)} of the rows`)
  if (drift !== null && drift > LIMITS.drift)
    warn('drift', drift, `is distributed otherwise in the second half of the rows, by ${drift.toFixed(2)} of 1`)
  return warnings
}

/** Returns over the spans of the labels. */
function returnsOf({ t0, t1 }: Labels, bars: Bars): Float64Array {
  const rowOf = new Map(Array.from(bars.openTimeMs, (time, row) => [time, row]))
  return t0.map((start, i) => {
    const [from, to] = [rowOf.get(start), rowOf.get(t1[i]!)]
    return from === undefined || to === undefined ? NaN : bars.close[to]! / bars.close[from]! - 1
  })
}

function futureOf(frame: Frame, target: SelectionTarget, bars: Bars | undefined): Float64Array {
  const read = readTarget(frame, target)
  if (read.kind === 'values') return read.values
  if (bars !== undefined) return returnsOf(target as Labels, bars)
  return Float64Array.from(read.codes, (code) => (code < 0 ? NaN : code))
}

async function leaks(frame: Frame, future: Float64Array, task: TaskOptions): Promise<QualityWarning[]> {
  const warnings: QualityWarning[] = []
  for (const name of frame.names) {
    // Numbered, because a column may have any name.
    const both = createFrame({ columns: { 0: future, 1: frame.column(name) } })
    const [pair] = await correlatedPairs(both, { ...task, threshold: LIMITS.leakage })
    if (pair === undefined) continue
    const { correlation } = pair
    warnings.push({
      code: 'leakage',
      column: name,
      value: correlation,
      message: `"${name}" correlates with what is to be predicted by ${correlation.toFixed(3)}, more than ${LIMITS.leakage}: it may have seen it`,
    })
  }
  return warnings
}

/** Columns whose value at some row is another when the bars after it are cut off, each named once. */
async function futureReaders(
  frame: Frame,
  bars: Bars,
  compute: (bars: Bars) => Frame,
  seed: number,
  { signal }: TaskOptions,
): Promise<QualityWarning[]> {
  const random = createRandom(seed)
  const found = new Map<string, QualityWarning>()
  const rowOf = new Map(Array.from(bars.openTimeMs, (time, row) => [time, row]))
  for (let k = 0; k < CAUSAL_ROWS; k++) {
    throwIfAborted(signal, ACTION)
    // The last row that can be tried is the one before the last; later rows have more behind them to go wrong.
    const row = random.integer(frame.length >> 1, Math.max(frame.length - 1, (frame.length >> 1) + 1))
    const bar = rowOf.get(frame.timeMs[row]!)
    if (bar === undefined)
      throw new BarcastError('features/quality-bars', `${ACTION}: the frame's rows must be bars, found none at ${frame.timeMs[row]}`, {
        value: frame.timeMs[row],
        where: { row, timeMs: frame.timeMs[row]! },
      })
    const part = compute(sliceBars(bars, 0, bar + 1))
    const last = part.length - 1
    for (const name of frame.names) {
      const [whole, cut] = [frame.column(name)[row]!, part.timeMs[last] === frame.timeMs[row] ? part.column(name)[last]! : NaN]
      if (Object.is(whole, cut) || found.has(name)) continue
      found.set(name, {
        code: 'not-causal',
        column: name,
        value: row,
        message: `"${name}" at row ${row} is ${whole} with the bars after it and ${cut} without: it has seen the future`,
      })
    }
    await pause()
  }
  return [...found.values()]
}

/**
 * What to know of features before training on them: missing values and where they begin against what is stated, constants, ranges, extreme and infinite values, pairs of columns that say the same,
 * drift between the halves, columns whose period is longer than the data, and two searches for leaks: columns that correlate with the future by 0.5 or more, and (given `bars` and `compute`)
 * columns that change when the bars after a row are cut off, at five random rows (`expectCausal` of `barcast/testing` is the thorough one). Nothing is thrown for poor data: each finding is a
 * warning with a code, the column and the number.
 *
 * @throws BarcastError `features/selection-target` (a target of other rows), `features/quality-bars` (rows that are no bars), `bars/<rule>`, `task/aborted`, and what `compute` throws.
 */
export async function qualityReport(frame: Frame, options: QualityOptions = {}): Promise<QualityReport> {
  const { definitions = [], bars, compute, target, seed = 1, signal, onProgress } = options
  const task: TaskOptions = signal === undefined ? {} : { signal }
  const warmups = new Map(definitions.map(({ name, warmupBars }) => [name, warmupBars]))
  if (bars !== undefined) checkBars(bars, ACTION)
  const columns: ColumnQuality[] = []
  const warnings: QualityWarning[] = []
  for (const name of frame.names) {
    throwIfAborted(signal, ACTION)
    const quality = describeColumn(name, frame.column(name))
    columns.push(quality)
    warnings.push(...ofColumn(quality, frame.length, warmups.get(name)))
    onProgress?.({ done: columns.length, total: frame.names.length, step: name })
    await pause()
  }
  const pairs = await correlatedPairs(frame, { ...task, threshold: LIMITS.correlation })
  for (const { first, second, correlation } of pairs)
    warnings.push({
      code: 'correlated',
      column: second,
      value: correlation,
      message: `"${second}" correlates with "${first}" by ${correlation.toFixed(4)}`,
    })
  if (target !== undefined) warnings.push(...(await leaks(frame, futureOf(frame, target, bars), task)))
  if (bars !== undefined && compute !== undefined && frame.length > 1)
    warnings.push(...(await futureReaders(frame, bars, compute, seed, task)))
  return { rows: frame.length, columns, pairs, warnings }
}

const cell = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(4))))

/** The report as a table in plain text, one line for each column, and its warnings. */
export function formatQuality({ rows, columns, warnings }: QualityReport): string {
  const head = ['column', 'missing', 'first', 'min', 'median', 'max', 'drift', 'warnings']
  const lines = columns.map((column) => [
    column.name,
    percent(column.missingShare),
    cell(column.firstRow),
    cell(column.min),
    cell(column.median),
    cell(column.max),
    cell(column.drift),
    warnings
      .filter((warning) => warning.column === column.name)
      .map(({ code }) => code)
      .join(' '),
  ])
  const widths = head.map((title, k) => Math.max(title.length, ...lines.map((line) => line[k]!.length)))
  const row = (cells: readonly string[]): string =>
    cells
      .map((text, k) => (k === 0 || k === cells.length - 1 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!)))
      .join('  ')
      .trimEnd()
  return [
    `${rows} rows, ${columns.length} columns, ${warnings.length} warnings`,
    row(head),
    ...lines.map(row),
    ...warnings.map(({ message }) => message),
  ].join('\n')
}
