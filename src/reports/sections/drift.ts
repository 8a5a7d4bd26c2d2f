import type { FeatureDrift, MonitoringReport, PerformancePoint } from '../../monitoring/index.js'
import { barChart } from '../charts/bar-chart.js'
import { lineChart } from '../charts/line-chart.js'
import { escapeMarkup } from '../markup.js'
import { decimalText, percentText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import { section } from './section.js'

const MOST_FEATURES = 20
/** Accuracy is drawn in so many steps at most: single predictions would only jump between right and wrong. */
const MOST_POINTS = 60

/** The alerts in words, or that there are none. */
function alertList({ alerts, recommendations, dataQuality }: MonitoringReport): string {
  const items = (texts: readonly string[]): string => texts.map((text) => `<li>${escapeMarkup(text)}</li>`).join('')
  const found = alerts.map(({ severity, message }) => `${severity === 'critical' ? 'Critical' : 'Warning'}: ${message}.`)
  const texts = [...found, ...dataQuality.issues, ...recommendations]
  return alerts.length > 0 ? `<div class="warnings"><ul>${items(texts)}</ul></div>` : `<ul>${items(texts)}</ul>`
}

function featureBars({ driftAnalysis, thresholds }: MonitoringReport): string {
  const ranked = driftAnalysis.features
    .filter(({ ksStatistic }) => !Number.isNaN(ksStatistic))
    .sort((a, b) => b.ksStatistic - a.ksStatistic || (a.name < b.name ? -1 : 1))
  if (ranked.length === 0) return ''
  const shown = ranked.slice(0, MOST_FEATURES)
  const isBeyond = ({ drifted, ksStatistic }: FeatureDrift): boolean => drifted && ksStatistic > thresholds.featureDrift
  return barChart({
    title: 'Feature drift',
    description: `${ranked.filter(isBeyond).length} of ${ranked.length} features drifted beyond ${thresholds.featureDrift}. Most of all: ${shown
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ')}.`,
    bars: shown.map((feature) => ({
      name: feature.name,
      value: feature.ksStatistic,
      ...(isBeyond(feature) ? { className: 'loss' as const } : {}),
    })),
    valueText: (value) => decimalText(value, 3),
    valueLabel: `distance between baseline and now (Kolmogorov–Smirnov, 0 … 1); orange: beyond ${thresholds.featureDrift} and not by chance`,
  })
}

/** Neighbouring stretches together, so that there are few of about equal size. Stretches that end at one time stay together. */
function steps(history: readonly PerformancePoint[]): PerformancePoint[] {
  const wanted = history.reduce((sum, { rows }) => sum + rows, 0) / MOST_POINTS
  const joined: PerformancePoint[] = []
  for (const point of history) {
    const last = joined.at(-1)
    if (last === undefined || (last.rows >= wanted && point.toMs > last.toMs)) joined.push(point)
    else joined[joined.length - 1] = together(last, point)
  }
  return joined
}

function together(a: PerformancePoint, b: PerformancePoint): PerformancePoint {
  const labelledRows = a.labelledRows + b.labelledRows
  const hits = (point: PerformancePoint): number => (point.labelledRows === 0 ? 0 : point.accuracy * point.labelledRows)
  return {
    fromMs: a.fromMs,
    toMs: b.toMs,
    rows: a.rows + b.rows,
    labelledRows,
    accuracy: labelledRows === 0 ? NaN : (hits(a) + hits(b)) / labelledRows,
    meanConfidence: (a.meanConfidence * a.rows + b.meanConfidence * b.rows) / (a.rows + b.rows),
  }
}

function accuracyLine({ modelPerformance }: MonitoringReport): string {
  const points = steps(modelPerformance.history)
  if (points.length < 2) return ''
  const { baselineAccuracy, currentAccuracy } = modelPerformance
  const words = Number.isNaN(baselineAccuracy)
    ? 'No outcomes known in the baseline.'
    : `${percentText(baselineAccuracy, 1)} in the baseline, ${percentText(currentAccuracy, 1)} now.`
  return lineChart({
    title: 'Accuracy over time',
    description: words,
    timeMs: Float64Array.from(points, ({ toMs }) => toMs),
    series: [
      { name: 'Accuracy', values: Float64Array.from(points, ({ accuracy }) => accuracy), style: 'strategy' },
      { name: 'Mean confidence', values: Float64Array.from(points, ({ meanConfidence }) => meanConfidence), style: 'benchmark' },
    ],
    yLabel: 'Accuracy (%)',
    valueText: (value) => percentText(value, 1),
    tickText: (value) => percentText(value, 0),
    height: 170,
    ...(Number.isNaN(baselineAccuracy) ? {} : { reference: baselineAccuracy }),
  })
}

/** What a monitor saw: alerts, drift of each feature, accuracy over time with the baseline's as a dashed line. */
export function driftSection({ monitoring }: TearSheetInput): string {
  if (monitoring === undefined) return ''
  const { modelName, driftAnalysis } = monitoring
  const caption = `Model ${modelName}. ${driftAnalysis.note} The dashed line is the baseline’s accuracy.`
  return section('Model monitoring', caption, alertList(monitoring) + featureBars(monitoring) + accuracyLine(monitoring))
}
