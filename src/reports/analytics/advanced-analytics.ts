import { BarcastError, unknownNameError } from '../../core/index.js'
import {
  conditionalValueAtRisk,
  type Drawdown,
  drawdownSeries,
  drawdownTable,
  type MonteCarloResult,
  monteCarlo,
  type TailMethod,
  valueAtRisk,
} from '../../metrics/index.js'
import type { PdfWriter, WorkbookWriter } from '../../ports/index.js'
import { renderTearSheetPdf } from '../pdf/tear-sheet-pdf.js'
import type { ReportInput } from '../trade-row.js'
import { renderWorkbook } from '../workbook/tear-sheet-workbook.js'
import { type AnalysedTrade, checkTrades, type RealisedEquity, realisedEquity } from './realised-equity.js'
import { DAYS_PER_YEAR, metricFigures, type TradeMetrics, tradeMetrics } from './trade-metrics.js'

export interface AdvancedAnalyticsConfig {
  /** Per year, as a fraction: 0.02 is 2 %. Default 0. */
  riskFreeRate?: number
  /** The account before the first trade, > 0. Default 10000. */
  initialCapital?: number
}

/** What writes the files; each method asks for its own alone. */
export interface AdvancedAnalyticsPorts {
  pdf?: PdfWriter
  workbook?: WorkbookWriter
}

export interface MonteCarloSimulationOptions {
  /** Paths, default 10,000. */
  nSimulations?: number
  /** Length of a path in calendar days, default 365. */
  timeHorizon?: number
  /** Default 0; the same seed gives the same paths in every runtime. */
  seed?: number
}

export interface RiskOptions {
  /** Default 0.95: the worst 5 % of the days. */
  confidenceLevel?: number
  /** Default `historical`; the others are those of `valueAtRisk` of `barcast/metrics`. */
  method?: Exclude<TailMethod, 'monteCarlo'>
}

export interface DrawdownAnalysis {
  /** Fraction ≤ 0. */
  maxDrawdown: number
  /** Where the equity stands now below its peak, a fraction ≤ 0. */
  currentDrawdown: number
  /** Mean depth of all drawdowns; NaN without one. */
  averageDrawdown: number
  /** Calendar days of the longest one, from its peak to its end or so far; 0 without one. */
  longestDays: number
  /** Every one, deepest first. */
  drawdowns: Drawdown[]
}

/** What the trades do not say about themselves; the report's other fields may be given as well. */
export type AnalyticsContext = Partial<Omit<ReportInput, 'timeMs' | 'equity' | 'initialEquity' | 'trades' | 'figures'>>

export interface AdvancedAnalytics {
  /** Adds round trips, in any order. Refuses all of them when one is faulty. @throws BarcastError `reports/trade`, `reports/trade-times`, `reports/ruin`. */
  addTrades(trades: readonly AnalysedTrade[]): void
  /** All figures at once. */
  calculateMetrics(): TradeMetrics
  /** Futures drawn from the daily returns in blocks (stationary bootstrap); values are multiples of the capital. @throws BarcastError `reports/no-trades`, `metrics/option`. */
  monteCarloSimulation(options?: MonteCarloSimulationOptions): MonteCarloResult
  /** Value at risk per day, a return and so mostly negative. @throws BarcastError `reports/no-trades`, `metrics/option`. */
  calculateVar(options?: RiskOptions): number
  /** Mean of the days beyond the value at risk. @throws BarcastError `reports/no-trades`, `metrics/option`. */
  calculateCvar(options?: RiskOptions): number
  analyzeDrawdowns(): DrawdownAnalysis
  /** The bytes of a PDF; the host writes them. @throws BarcastError `reports/port` without a writer, `reports/no-trades`, and as `renderTearSheetPdf`. */
  generatePdfReport(context?: AnalyticsContext): Promise<Uint8Array>
  /** The bytes of an Excel file; the host writes them. @throws BarcastError `reports/port` without a writer, `reports/no-trades`, and as `renderWorkbook`. */
  exportToExcel(context?: AnalyticsContext): Promise<Uint8Array>
}

const REALISED =
  'Equity is the realised profit by calendar day: what open positions were worth meanwhile is not in it, so drawdowns and volatility are understated.'

function checkNames(options: object, known: readonly string[], action: string): void {
  for (const name of Object.keys(options))
    if (!known.includes(name)) throw unknownNameError('reports/unknown-option', action, 'option', name, known, { path: name })
}

function checkConfig(config: AdvancedAnalyticsConfig): Required<AdvancedAnalyticsConfig> {
  const action = 'Create advanced analytics'
  checkNames(config, ['riskFreeRate', 'initialCapital'], action)
  const { riskFreeRate = 0, initialCapital = 10_000 } = config
  const refuse = (path: string, rule: string, value: unknown): never => {
    throw new BarcastError('reports/option', `${action}: ${path} must be ${rule}, found ${String(value)}`, { value, where: { path } })
  }
  if (!(riskFreeRate > -1 && riskFreeRate < 1))
    refuse('riskFreeRate', 'a fraction per year above -1 and below 1 (2 % is 0.02)', riskFreeRate)
  if (!(initialCapital > 0 && initialCapital < Infinity)) refuse('initialCapital', 'a finite number above 0', initialCapital)
  return { riskFreeRate, initialCapital }
}

/**
 * Performance and risk of a history of trades, as reports and as numbers. Everything is computed by `barcast/metrics`, over the returns of the realised equity per calendar
 * day (UTC): the initial capital and the profits of the trades closed so far, annualised by 365.25. The risk-free rate per year r becomes (1 + r)^(1/365.25) − 1 a day.
 *
 * @param ports writers of PDF and Excel files: `createPdfkitWriter` of `barcast/adapters/report/pdfkit`, `createExcelWriter` of `barcast/adapters/report/write-excel-file`
 * @throws BarcastError `reports/option`, `reports/unknown-option`.
 *
 * @example
 * const analytics = createAdvancedAnalytics({ riskFreeRate: 0.02 }, { pdf: await createPdfkitWriter() })
 * analytics.addTrades(result.tradeHistory)
 * console.log(analytics.calculateMetrics().sharpeRatio, analytics.calculateVar({ confidenceLevel: 0.95 }))
 * writeFileSync('report.pdf', await analytics.generatePdfReport({ title: 'My strategy' }))
 */
export function createAdvancedAnalytics(config: AdvancedAnalyticsConfig = {}, ports: AdvancedAnalyticsPorts = {}): AdvancedAnalytics {
  const { riskFreeRate, initialCapital } = checkConfig(config)
  let trades: readonly AnalysedTrade[] = []
  let account: RealisedEquity = realisedEquity(trades, initialCapital)

  const known = (action: string): RealisedEquity => {
    if (account.timeMs.length > 0) return account
    throw new BarcastError('reports/no-trades', `${action}: needs at least one closed trade (addTrades), found none`, {
      value: trades.length,
    })
  }
  const calculateMetrics = (): TradeMetrics => tradeMetrics(trades, account, initialCapital, riskFreeRate)

  const risk = (of: typeof valueAtRisk, action: string, options: RiskOptions): number => {
    checkNames(options, ['confidenceLevel', 'method'], action)
    const { confidenceLevel = 0.95, method = 'historical' } = options
    return of(known(action).returns, { level: confidenceLevel, method })
  }

  const reportInput = (action: string, context: AnalyticsContext): ReportInput => {
    const { timeMs, equity } = known(action)
    const symbols = [...new Set(trades.flatMap(({ symbol }) => (symbol === undefined ? [] : [symbol])))]
    return {
      title: 'Trades',
      symbol: symbols.length === 1 ? symbols[0]! : symbols.length === 0 ? 'not stated' : `${symbols.length} symbols`,
      timeframeMs: 86_400_000,
      libraryVersion: '(version not stated)',
      periodsPerYear: DAYS_PER_YEAR,
      ...context,
      timeMs,
      equity,
      initialEquity: initialCapital,
      trades,
      figures: metricFigures(calculateMetrics()),
      warnings: [REALISED, ...(context.warnings ?? [])],
    }
  }

  const writerOf = <T>(writer: T | undefined, action: string, name: keyof AdvancedAnalyticsPorts, maker: string): T => {
    if (writer !== undefined) return writer
    throw new BarcastError('reports/port', `${action}: needs ports.${name}, as ${maker} makes it, found none`, {
      where: { path: `ports.${name}` },
    })
  }

  return {
    addTrades(added) {
      checkTrades(added)
      const all = [...trades, ...added]
      account = realisedEquity(all, initialCapital)
      trades = all
    },
    calculateMetrics,
    monteCarloSimulation(options = {}) {
      checkNames(options, ['nSimulations', 'timeHorizon', 'seed'], 'Simulate futures')
      const { nSimulations = 10_000, timeHorizon = 365, seed = 0 } = options
      return monteCarlo({ returns: known('Simulate futures').returns, paths: nSimulations, horizonSteps: timeHorizon, seed })
    },
    calculateVar: (options = {}) => risk(valueAtRisk, 'Calculate value at risk', options),
    calculateCvar: (options = {}) => risk(conditionalValueAtRisk, 'Calculate conditional value at risk', options),
    analyzeDrawdowns() {
      const { returns, timeMs } = known('Analyze drawdowns')
      const drawdowns = drawdownTable(returns, timeMs)
      const depths = drawdowns.map(({ depth }) => depth)
      return {
        maxDrawdown: depths[0] ?? 0,
        currentDrawdown: drawdownSeries(returns)[returns.length - 1]!,
        averageDrawdown: depths.reduce((sum, depth) => sum + depth, 0) / depths.length,
        longestDays: drawdowns.reduce((most, { days }) => Math.max(most, days), 0),
        drawdowns,
      }
    },
    async generatePdfReport(context = {}) {
      const action = 'Generate PDF report'
      const writer = writerOf(ports.pdf, action, 'pdf', 'createPdfkitWriter of barcast/adapters/report/pdfkit')
      return renderTearSheetPdf(reportInput(action, context), writer)
    },
    async exportToExcel(context = {}) {
      const action = 'Export to Excel'
      const writer = writerOf(ports.workbook, action, 'workbook', 'createExcelWriter of barcast/adapters/report/write-excel-file')
      return renderWorkbook(reportInput(action, context), writer)
    },
  }
}
