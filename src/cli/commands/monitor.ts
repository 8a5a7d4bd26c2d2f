import { cleanBars } from '../../bars/index.js'
import { type Bundle, createLiveStrategy, parseBundle } from '../../bundles/index.js'
import { type Bars, barAt, createFrame, type Labels } from '../../core/index.js'
import { createFeatureEngineer } from '../../features/index.js'
import { createDataLabeler, type DataLabelerConfig, type LabelOptions } from '../../labels/index.js'
import { createModelMonitor, type MonitoringReport } from '../../monitoring/index.js'
import { renderTable } from '../../reports/index.js'
import { type Context, numberOption, print, requiredOption } from '../context.js'
import { readBarsFile, readText } from '../files.js'
import { newBars } from './predict.js'

const SHOWN_FEATURES = 5

/** Labels as the model was trained on, where the bundle records how they were made. */
function outcomesOf({ labels }: Bundle, bars: Bars): Labels | undefined {
  const { method, ...config } = labels as Record<string, unknown>
  if (typeof method !== 'string') return undefined
  const revived = JSON.parse(JSON.stringify(config), (_key, value: unknown) =>
    value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
  ) as DataLabelerConfig
  const labeled = createDataLabeler(revived).labelData(bars, { method } as LabelOptions)
  const name = labeled.names.find((column) => column.startsWith('label_'))
  return name === undefined ? undefined : labeled.spans(name)
}

/** Rows of bars by UTC day: one batch each. */
function days(bars: Bars, from: number): number[][] {
  const batches = new Map<string, number[]>()
  for (let row = from; row < bars.length; row++) {
    const key = new Date(bars.openTimeMs[row]!).toISOString().slice(0, 10)
    batches.set(key, [...(batches.get(key) ?? []), row])
  }
  return [...batches.values()]
}

/** Replays the bundle over the bars and records every day of it. */
function watch(bundle: Bundle, bars: Bars, from: number, baselineWindowDays: number, daysBack: number): MonitoringReport {
  const { names, config, state } = bundle.features
  const features = createFeatureEngineer(config).stream(state)
  const strategy = createLiveStrategy(bundle)
  const outcomes = outcomesOf(bundle, bars)
  const monitor = createModelMonitor({ baselineWindowDays })
  const modelName = bundle.symbol === '' ? 'model' : bundle.symbol
  for (const rows of days(bars, from)) {
    const values = rows.map((row) => features.next(barAt(bars, row)).slice())
    const decisions = rows.map((row) => strategy.next(barAt(bars, row)))
    const kept = [...rows.keys()].filter((k) => !Number.isNaN(decisions[k]!.confidence))
    if (kept.length === 0) continue
    const predictedClass = kept.map((k) => strategy.classNames[decisions[k]!.probabilities.indexOf(decisions[k]!.confidence)]!)
    const actualClass = kept.map((k) => outcomes?.classes[outcomes.value[rows[k]!]!] ?? '')
    monitor.recordPredictionBatch(
      {
        timeMs: Float64Array.from(kept, (k) => bars.openTimeMs[rows[k]!]!),
        predictedClass,
        confidence: Float64Array.from(kept, (k) => decisions[k]!.confidence),
      },
      { actualClass },
      createFrame({ columns: Object.fromEntries(names.map((name, j) => [name, Float64Array.from(kept, (k) => values[k]![j]!)])) }),
      modelName,
    )
  }
  return monitor.generateMonitoringReport(modelName, daysBack)
}

export async function monitor(context: Context): Promise<void> {
  const bundle = parseBundle(await readText(requiredOption(context, 'bundle')))
  const file = requiredOption(context, 'data')
  const { bars } = cleanBars(await readBarsFile(file, { symbol: bundle.symbol, signal: context.signal }))
  const from = newBars(bundle, bars, file)
  const report = watch(bundle, bars, from, numberOption(context, 'baseline-days') ?? 30, numberOption(context, 'days') ?? 7)
  const { modelPerformance: performance, driftAnalysis, alerts, recommendations, dataQuality } = report
  const drifted = [...driftAnalysis.features].sort((a, b) => b.ksStatistic - a.ksStatistic).slice(0, SHOWN_FEATURES)
  print(context, report, [
    `${report.modelName}: ${dataQuality.rows} predictions, ${dataQuality.labelledRows} with a known outcome`,
    driftAnalysis.note,
    renderTable(
      [
        { what: 'accuracy', before: performance.baselineAccuracy, now: performance.currentAccuracy },
        { what: 'confidence', before: performance.baselineConfidence, now: performance.currentConfidence },
      ],
      [
        { title: '', text: ({ what }) => what },
        { title: 'Baseline', text: ({ before }) => before.toFixed(3), align: 'right' },
        { title: 'Current', text: ({ now }) => now.toFixed(3), align: 'right' },
      ],
    ),
    renderTable(drifted, [
      { title: 'Feature', text: ({ name }) => name },
      { title: 'KS distance', text: ({ ksStatistic }) => ksStatistic.toFixed(3), align: 'right' },
      { title: 'p', text: ({ pValue }) => pValue.toPrecision(2), align: 'right' },
    ]),
    ...alerts.map(({ severity, message }) => `${severity === 'critical' ? 'ALERT' : 'Alert'}: ${message}`),
    ...(alerts.length === 0 ? ['No alerts.'] : []),
    ...recommendations.map((text) => `→ ${text}`),
    ...dataQuality.issues.map((text) => `Data: ${text}`),
  ])
}
