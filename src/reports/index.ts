/**
 * Reports that people look at: the HTML tear sheet (one file, no network) from plain data, the report and the figures of a study of `barcast/tuning`, and tables for a
 * terminal.
 *
 * @example
 * import { createRandom } from 'barcast/core'
 * import { renderContours, renderStudyReport, renderTable, renderTearSheet } from 'barcast/reports'
 * import { createStudy } from 'barcast/tuning'
 *
 * const random = createRandom(1)
 * const timeMs = Float64Array.from({ length: 500 }, (_, day) => Date.UTC(2020, 0, 1 + day))
 * let account = 10_000
 * const equity = timeMs.map(() => (account *= 1 + 0.0003 + 0.01 * random.normal()))
 *
 * const html = renderTearSheet({
 *   title: 'Random walk', symbol: 'NONE', timeframeMs: 86_400_000, libraryVersion: '0.1.0', timeMs, equity, initialEquity: 10_000,
 * })
 * console.log(`${html.length} characters`) // write them to report.html and open it
 *
 * const rows = [{ name: 'Final equity', value: account.toFixed(2) }]
 * console.log(renderTable(rows, [{ title: 'Figure', text: (row) => row.name }, { title: 'Value', text: (row) => row.value }]))
 *
 * const study = createStudy({ seed: 1 })
 * await study.optimize((trial) => (trial.suggestFloat('x', -5, 5) - 2) ** 2 + trial.suggestInt('n', 0, 3), { trials: 30 })
 * console.log(renderStudyReport(study, { objectiveNames: ['loss'] }).includes('of 30 trials')) // true; write it to study.html
 * console.log(renderContours(study, { params: ['x', 'n'] }).startsWith('<svg')) // true
 *
 * @module reports
 */
export type {
  AdvancedAnalytics,
  AdvancedAnalyticsConfig,
  AdvancedAnalyticsPorts,
  AnalyticsContext,
  DrawdownAnalysis,
  MonteCarloSimulationOptions,
  RiskOptions,
} from './analytics/advanced-analytics.js'
export { createAdvancedAnalytics } from './analytics/advanced-analytics.js'
export type { AnalysedTrade } from './analytics/realised-equity.js'
export type { TradeMetrics } from './analytics/trade-metrics.js'
export type { AnyResult, TearSheetContext } from './backtest-figures.js'
export { assumptionsOf, figuresOf, tearSheetOf } from './backtest-figures.js'
export type { MonthlyReturn, YearlyReturn } from './calendar-returns.js'
export { monthlyReturns, yearlyReturns } from './calendar-returns.js'
export type { LineChartInput } from './chart.js'
export { renderLineChart } from './chart.js'
export { renderComparison } from './comparison.js'
export type { TearSheetFigure } from './figure.js'
export { renderTearSheetFigure } from './figure.js'
export type { FigureUnit } from './number-text.js'
export { figureText } from './number-text.js'
export { renderTearSheetPdf } from './pdf/tear-sheet-pdf.js'
export type { ComparedFigure, PredictionLog, ResultStore, RunSummary, StoredRun } from './result-store.js'
export { createResultStore } from './result-store.js'
export type { ParamImportances } from './study/importances.js'
export type { HistoryOptions } from './study/study-pictures.js'
export {
  renderContours,
  renderIntermediateValues,
  renderOptimizationHistory,
  renderParallelCoordinates,
  renderParamImportances,
  renderParetoFront,
  renderRanks,
  renderSlices,
  renderTimeline,
  renderValueDistribution,
} from './study/study-pictures.js'
export { renderStudyReport } from './study/study-report.js'
export type { StudyReportOptions } from './study/study-report-options.js'
export type { ObjectiveOptions, ParamOptions, StudyResults } from './study/study-results.js'
export { renderTearSheet } from './tear-sheet.js'
export type {
  Assumptions,
  Attribution,
  Calibration,
  CandleBars,
  Confusion,
  Exposure,
  FeatureImportance,
  Figure,
  FoldSummary,
  NamedAmount,
  TearSheetInput,
  TradeOutcome,
} from './tear-sheet-input.js'
export type { TextColumn, TextTableOptions } from './text-table.js'
export { renderTable } from './text-table.js'
export type { ReportInput, TradeRow } from './trade-row.js'
export { renderWorkbook } from './workbook/tear-sheet-workbook.js'
