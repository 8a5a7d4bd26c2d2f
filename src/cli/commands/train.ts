import { join } from 'node:path'
import { type Bundle, createBundle, featureStateBefore, writeBundle } from '../../bundles/index.js'
import type { ModelMetadata } from '../../models/index.js'
import { renderTable } from '../../reports/index.js'
import { type Context, day, print } from '../context.js'
import { type Experiment, prepareExperiment, ruleOf, walkOf } from '../experiment.js'
import { writeWhole } from '../files.js'
import { type FinalModel, fitFinalModel } from '../final-model.js'
import { outputFolder, type Run, readRun } from '../run-config.js'
import { scoreLine } from './backtest.js'

const DAY_MS = 86_400_000

/** The earliest open the next bar may have: daylight saving and short months make bars of a day or more up to a tenth shorter. */
function nextOpenMs({ bars }: Experiment): number {
  const step = bars.timeframeMs >= DAY_MS ? Math.round(0.9 * bars.timeframeMs) : bars.timeframeMs
  return bars.openTimeMs[bars.length - 1]! + step
}

/** The model with all it needs to go on from the bar after the last. */
function liveBundle(run: Run, experiment: Experiment, { model, scaler, params, meanScore }: FinalModel): Bundle {
  const { bars, engineer, labelled } = experiment
  const startMs = nextOpenMs(experiment)
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
    metadata: { params: params as ModelMetadata, meanScore, score: run.config.search.score },
  })
}

function parameterLines(params: Record<string, unknown>): string[] {
  const rows = Object.entries(params)
  if (rows.length === 0) return ['Parameters: the defaults of the model type']
  const table = renderTable(rows, [
    { title: 'Parameter', text: ([name]) => name },
    { title: 'Value', text: ([, value]) => String(typeof value === 'number' ? Number(value.toPrecision(6)) : value), align: 'right' },
  ])
  return [table]
}

async function trainOne(context: Context, run: Run, input: Run['inputs'][number]): Promise<void> {
  const experiment = await prepareExperiment(run, input, context.signal)
  const { bars } = experiment
  const task = { signal: context.signal }
  let walk: Awaited<ReturnType<typeof walkOf>> | undefined
  if (context.given.values.has('walk-forward')) {
    const progress = context.progress(`walk-forward ${bars.symbol}`)
    walk = await walkOf(run, experiment, { ...task, onProgress: progress.update })
    progress.end()
  }
  const fitted = await fitFinalModel(context, run, experiment)
  const bundleFile = join(outputFolder(run, input), 'bundle.json')
  await writeWhole(bundleFile, writeBundle(liveBundle(run, experiment, fitted)))
  const { params, trainingRows, cvScores, meanScore, stdScore } = fitted
  const { score } = run.config.search
  const document = {
    symbol: bars.symbol,
    bars: bars.length,
    trainingRows,
    params,
    score,
    cvScores,
    meanScore,
    stdScore,
    walkForward: walk?.totals,
    bundle: bundleFile,
  }
  print(context, document, [
    `${bars.symbol}: ${bars.length} bars, ${day(bars.openTimeMs[0]!)} to ${day(bars.openTimeMs.at(-1)!)}; ${trainingRows} rows trained on`,
    ...parameterLines(params),
    `Cross-validated ${score} ${meanScore.toFixed(4)} ± ${stdScore.toFixed(4)} on ${run.config.search.trials > 0 ? 'the folds the parameters were chosen on' : `${cvScores.length} purged folds`}`,
    ...(walk === undefined ? ['--walk-forward tells what such models are worth out of sample'] : [scoreLine(walk)]),
    `Wrote ${bundleFile}`,
  ])
}

export async function train(context: Context): Promise<void> {
  const run = await readRun(context.given)
  for (const input of run.inputs) await trainOne(context, run, input)
}
