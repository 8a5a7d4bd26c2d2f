import { createFrame, createRandom } from '../../src/core/index.js'
import { createModelMonitor, type MonitoringReport } from '../../src/monitoring/index.js'
import { box, COLOUR, dot, legend, path, picture, type Scale, scale, text } from './drawing.js'

const BASELINE_DAYS = 30
const DAYS = 60
const ROWS = 40
const BINS = 28
const RANGE = 3.5

interface Watched {
  report: MonitoringReport
  baseline: number[]
  current: number[]
}

/** A model whose feature moves, and whose hits fall, after day 40. */
function watch(): Watched {
  const random = createRandom(3)
  const monitor = createModelMonitor({ baselineWindowDays: BASELINE_DAYS })
  const values: number[][] = []
  for (let day = 0; day < DAYS; day++) {
    const moved = day >= 40
    const momentum = Float64Array.from({ length: ROWS }, () => random.normal() + (moved ? 0.7 : 0))
    const predictedClass = Array.from(momentum, (value) => (value > 0 ? 'buy' : 'sell'))
    const hitShare = moved ? 0.51 : 0.6
    const actualClass = predictedClass.map((name) => (random.uniform() < hitShare ? name : name === 'buy' ? 'sell' : 'buy'))
    const confidence = Float64Array.from(momentum, () => 0.55 + 0.1 * random.uniform())
    const timeMs = Date.UTC(2024, 0, 1 + day)
    monitor.recordPredictionBatch({ timeMs, predictedClass, confidence }, { actualClass }, createFrame({ columns: { momentum } }), 'model')
    values.push([...momentum])
  }
  return {
    report: monitor.generateMonitoringReport('model'),
    baseline: values.slice(0, BASELINE_DAYS).flat(),
    current: values.slice(-7).flat(),
  }
}

function shares(values: readonly number[]): number[] {
  const counts = new Array<number>(BINS).fill(0)
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((value + RANGE) / (2 * RANGE)) * BINS)))
    counts[bin]! += 1 / values.length
  }
  return counts
}

function histogram(values: readonly number[], x: Scale, y: Scale, fill: string): string[] {
  const width = x((2 * RANGE) / BINS) - x(0)
  return shares(values).map((share, bin) =>
    box(x(-RANGE + (bin * 2 * RANGE) / BINS), y(share), width - 1, y(0) - y(share), { fill, opacity: 0.5 }),
  )
}

function accuracyPanel({ report }: Watched): string[] {
  const { history } = report.modelPerformance
  const fromMs = Date.UTC(2024, 0, 1)
  const x = scale(0, DAYS, 560, 930)
  const y = scale(0.3, 0.8, 300, 110)
  const dayOf = (timeMs: number): number => (timeMs - fromMs) / 86_400_000
  const points = history.map(({ toMs, accuracy }) => [x(dayOf(toMs)), y(accuracy)] as const)
  return [
    box(x(0), 110, x(BASELINE_DAYS) - x(0), 190, { fill: COLOUR.blue, opacity: 0.08 }),
    box(x(DAYS - 7), 110, x(DAYS) - x(DAYS - 7), 190, { fill: COLOUR.orange, opacity: 0.12 }),
    ...[0.4, 0.5, 0.6, 0.7].flatMap((value) => [
      path(
        [
          [560, y(value)],
          [930, y(value)],
        ],
        { stroke: COLOUR.grid },
      ),
      text(550, y(value) + 4, value.toFixed(1), { size: 12, fill: COLOUR.muted, anchor: 'end' }),
    ]),
    path(points, { stroke: COLOUR.muted }),
    ...points.map(([left, top]) => dot(left, top, 2.2, COLOUR.ink)),
    text(560, 98, 'accuracy by day', { size: 13, fill: COLOUR.muted }),
    ...[0, 20, 40, 60].map((day) => text(x(day), 318, `day ${day}`, { size: 12, fill: COLOUR.muted, anchor: 'middle' })),
  ]
}

/** Baseline against current window, of a feature and of the accuracy, with what the monitor says. */
export function drawDrift(): string {
  const watched = watch()
  const { report, baseline, current } = watched
  const [feature] = report.driftAnalysis.features
  const top = Math.max(...shares(baseline), ...shares(current))
  const x = scale(-RANGE, RANGE, 40, 470)
  const y = scale(0, top, 300, 110)
  return picture(
    'Drift: the current window against the baseline',
    'The monitor compares the last days with the first: each feature by its distribution, the model by its hits.',
    330 + 24 * report.alerts.length + 24,
    [
      text(40, 98, `feature "momentum": KS distance ${feature!.ksStatistic.toFixed(2)}, PSI ${feature!.psi.toFixed(2)}`, {
        size: 13,
        fill: COLOUR.muted,
      }),
      ...histogram(baseline, x, y, COLOUR.blue),
      ...histogram(current, x, y, COLOUR.orange),
      path([
        [40, 300],
        [470, 300],
      ]),
      ...[-3, -2, -1, 0, 1, 2, 3].map((value) =>
        text(x(value), 318, String(value).replace('-', '−'), { size: 12, fill: COLOUR.muted, anchor: 'middle' }),
      ),
      ...accuracyPanel(watched),
      legend(40, 344, [
        [`baseline, ${BASELINE_DAYS} days`, COLOUR.blue, 150],
        ['current, 7 days', COLOUR.orange, 130],
      ]),
      ...report.alerts.map(({ message }, k) => text(40, 370 + k * 20, message, { size: 12 })),
    ],
  )
}
