import { join } from 'node:path'
import { type BacktestConfig, type BacktestResult, createBacktestEngine } from '../../backtest/index.js'
import { type Bundle, createBundle, featureStateBefore, writeBundle } from '../../bundles/index.js'
import { figuresOf, figureText, renderTable } from '../../reports/index.js'
import type { WalkForwardResult } from '../../training/index.js'
import { type Context, day, print } from '../context.js'
import { type Experiment, prepareExperiment, ruleOf, walkOf } from '../experiment.js'
import { writeWhole } from '../files.js'
import { renderReport } from '../report.js'
import { outputFolder, type Run, readRun } from '../run-config.js'

/** The last fold as a bundle, with the state of the features at its start: what a live bot would have had then. */
function lastFoldBundle(run: Run, { bars, engineer, labelled }: Experiment, walk: WalkForwardResult): Bundle {
  const { model, scaler, testFromMs: startMs } = walk.folds.at(-1)!
  return createBundle({
    engineer,
    scaler,
    model,
    rule: ruleOf(run),
    featureState: featureStateBefore(engineer, bars, startMs),
    startMs,
    symbol: bars.symbol,
    timeframeMs: bars.timeframeMs,
    labels: labelled,
  })
}

function predictionsCsv({ classNames, outOfSample }: WalkForwardResult): string {
  const { timeMs, signals, confidence, predictions, y } = outOfSample
  const lines = [['openTimeMs', 'signal', 'confidence', ...classNames.map((name) => `p_${name}`), 'actual'].join(',')]
  for (let row = 0; row < timeMs.length; row++) {
    const probabilities = predictions.data.subarray(row * predictions.classes, (row + 1) * predictions.classes)
    lines.push([timeMs[row], signals[row], confidence[row], ...probabilities, classNames[y[row]!] ?? ''].join(','))
  }
  return `${lines.join('\n')}\n`
}

function figureLines(run: BacktestResult): string {
  return renderTable(figuresOf(run), [
    { title: 'Figure', text: ({ name }) => name },
    { title: 'Strategy', text: ({ strategy, unit }) => figureText(strategy, unit), align: 'right' },
    { title: 'Buy and hold', text: ({ benchmark, unit }) => (benchmark === undefined ? '' : figureText(benchmark, unit)), align: 'right' },
  ])
}

/** Scores of the model in one line. */
export function scoreLine({ totals, folds }: WalkForwardResult): string {
  const { accuracy, baselineAccuracy, rocAuc, logLoss } = totals
  const sets = folds.reduce((sum, fold) => sum + fold.trials.length, 0)
  return `Out of sample: accuracy ${accuracy.toFixed(3)} (always the commonest class: ${baselineAccuracy.toFixed(3)}), AUC ${rocAuc.toFixed(3)}, log loss ${logLoss.toFixed(3)}; ${folds.length} folds, ${sets} parameter sets tried`
}

/** Walks forward, trades the signals, writes report, predictions and bundle of one symbol. */
export async function backtestOne(context: Context, run: Run, input: Run['inputs'][number]): Promise<void> {
  const experiment = await prepareExperiment(run, input, context.signal)
  const { bars } = experiment
  const progress = context.progress(`walk-forward ${bars.symbol}`)
  const walk = await walkOf(run, experiment, { signal: context.signal, onProgress: progress.update })
  progress.end()
  const { timeMs, signals: signal, confidence } = walk.outOfSample
  const result = createBacktestEngine(run.config.backtest as BacktestConfig).runBacktest({ timeMs, signal, confidence }, bars)
  const folder = outputFolder(run, input)
  const files = { report: join(folder, 'report.html'), bundle: join(folder, 'bundle.json'), predictions: join(folder, 'predictions.csv') }
  await writeWhole(files.predictions, predictionsCsv(walk))
  await writeWhole(files.bundle, writeBundle(lastFoldBundle(run, experiment, walk)))
  await writeWhole(files.report, renderReport(experiment, walk, result))
  const document = {
    symbol: bars.symbol,
    bars: bars.length,
    fromMs: timeMs[0],
    toMs: timeMs.at(-1),
    model: walk.totals,
    performance: result.performanceMetrics,
    benchmark: result.benchmark.metrics,
    warnings: result.warnings,
    files,
  }
  print(context, document, [
    `${bars.symbol}: ${bars.length} bars, traded ${day(timeMs[0]!)} to ${day(timeMs.at(-1)!)}`,
    figureLines(result),
    scoreLine(walk),
    ...result.warnings.map((warning) => `Note: ${warning}`),
    `Wrote ${Object.values(files).join(', ')}`,
  ])
}

export async function backtest(context: Context): Promise<void> {
  const run = await readRun(context.given)
  for (const input of run.inputs) await backtestOne(context, run, input)
}
