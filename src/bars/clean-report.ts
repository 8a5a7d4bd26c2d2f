import { type BarRule, formatTimeframe } from '../core/index.js'

/** What can be wrong with a row: the rules of valid bars, and what only cleaning looks for. */
export type CleanRule = BarRule | 'conflicting-time' | 'missing-value' | 'outlier'

/** `dropped` the row, `sorted` it to its place, `rescaled` its time, set the value `missing`, `widened` high and low, `filled` the value. */
export type CleanAction = 'dropped' | 'sorted' | 'rescaled' | 'missing' | 'widened' | 'filled'

/** What was done about one rule, in one column. */
export interface CleanFinding {
  rule: CleanRule
  action: CleanAction
  /** The column concerned; none when whole rows were. */
  column?: string
  count: number
  /** Row numbers in the bars that were given, in the order of treatment. */
  rows: number[]
}

/** Times without a bar between two bars. Nights, weekends and holidays of a market that closes are gaps too. */
export interface Gap {
  /** Open time of the last bar before. */
  fromMs: number
  /** Open time of the first bar after. */
  toMs: number
  missingBars: number
}

/** A close that leapt further than the policy's robust z-score. */
export interface Outlier {
  /** Row number in the bars that were given. */
  row: number
  timeMs: number
  logReturn: number
  /** Distance of the log return from the median, in units of 1.4826 × the median absolute deviation. */
  score: number
  /** `spike` when the next close leaps back, else `jump`. */
  kind: 'spike' | 'jump'
}

/** What {@link cleanBars} found and did. Plain JSON. */
export interface CleanReport {
  rowsIn: number
  rowsOut: number
  droppedRows: number
  /** Bars added in gaps. */
  filledRows: number
  timeframeMs: number
  findings: CleanFinding[]
  gaps: Gap[]
  outliers: Outlier[]
  /** Values still missing in the result, by column; columns without any are left out. */
  missing: { column: string; count: number }[]
  /** Repairs that used values from after their bar: never train or backtest across them. */
  lookAhead: string[]
}

/** Gathers findings, one per rule, action and column. */
export class CleanLog {
  private readonly byKey = new Map<string, CleanFinding>()
  readonly lookAhead: string[] = []

  add(rule: CleanRule, action: CleanAction, row: number, column?: string): void {
    const key = JSON.stringify([rule, action, column])
    let finding = this.byKey.get(key)
    if (finding === undefined) {
      finding = { rule, action, ...(column === undefined ? {} : { column }), count: 0, rows: [] }
      this.byKey.set(key, finding)
    }
    finding.count++
    finding.rows.push(row)
  }

  get findings(): CleanFinding[] {
    return [...this.byKey.values()]
  }
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A {@link CleanReport} as a few lines of text for a terminal or a log. */
export function formatCleanReport(report: CleanReport): string {
  const { rowsIn, rowsOut, timeframeMs, findings, gaps, outliers, missing, filledRows, lookAhead } = report
  const timeframe = Number.isInteger(timeframeMs) ? formatTimeframe(timeframeMs) : `${timeframeMs} ms`
  const lines = [`${plural(rowsIn, 'row')} in, ${plural(rowsOut, 'bar')} of ${timeframe} out`]
  for (const { rule, action, column, count, rows } of findings) {
    const where = rows.length === 1 ? `row ${rows[0]}` : `rows ${rows.slice(0, 5).join(', ')}${rows.length > 5 ? ', …' : ''}`
    lines.push(`  ${rule}${column === undefined ? '' : ` in ${column}`}: ${count} ${action} (${where})`)
  }
  if (gaps.length > 0) {
    const bars = gaps.reduce((sum, { missingBars }) => sum + missingBars, 0)
    lines.push(`  gaps: ${gaps.length}, ${plural(bars, 'missing bar')}, ${filledRows === 0 ? 'none' : filledRows} filled`)
  }
  const spikes = outliers.filter(({ kind }) => kind === 'spike').length
  if (outliers.length > 0) lines.push(`  outliers: ${plural(spikes, 'spike')}, ${plural(outliers.length - spikes, 'jump')}`)
  for (const { column, count } of missing) lines.push(`  still missing in ${column}: ${count}`)
  for (const repair of lookAhead) lines.push(`  uses later values: ${repair}`)
  return lines.join('\n')
}
