import { basename } from 'node:path'
import type { BacktestConfig } from '../backtest/index.js'
import { createBacktestEngine } from '../backtest/index.js'
import { type CleanPolicy, cleanBars } from '../bars/index.js'
import { BarcastError, type Bars, type Frame, type Json, type Labels, sliceBars, type TaskOptions } from '../core/index.js'
import { createFeatureEngineer, type FeatureEngineer, type FeatureEngineerConfig } from '../features/index.js'
import { createDataLabeler, type DataLabelerConfig, type LabelOptions } from '../labels/index.js'
import { createDecider, createModelManager, type DecisionRule, type ModelSpec } from '../models/index.js'
import {
  runWalkForward,
  type SamplerName,
  type ScalerKind,
  type Score,
  type SearchSpace,
  type WalkForwardResult,
} from '../training/index.js'
import { type WalkForwardOptions, walkForward } from '../validation/index.js'
import { atSection, located } from './config-file.js'
import { readBarsFile } from './files.js'
import type { Run } from './run-config.js'

const DAY_MS = 86_400_000

/** Everything one symbol's run stands on, made from its bars. */
export interface Experiment {
  bars: Bars
  /** Rows that cleaning dropped. */
  droppedRows: number
  engineer: FeatureEngineer
  X: Frame
  labels: Labels
  /** How the labels were made, for the record in a bundle. */
  labelled: Readonly<Record<string, Json>>
}

export function specOf({ config }: Run): ModelSpec {
  return { modelType: config.model.type, params: config.model.params } as ModelSpec
}

export function ruleOf({ config }: Run): DecisionRule {
  return config.decision as DecisionRule
}

/** What the search and the walk-forward share. */
export function searchOf({ config }: Run): { score: Score; seed: number; scaler: ScalerKind; sampler: SamplerName; space?: SearchSpace } {
  const { score, seed, sampler, space } = config.search
  return {
    score: score as Score,
    seed,
    sampler: sampler as SamplerName,
    scaler: config.model.scaler as ScalerKind,
    ...(space === undefined ? {} : { space: space as unknown as SearchSpace }),
  }
}

/** A config section as JSON; infinite thresholds by their names, which JSON has no numbers for. */
function recordOf(section: Readonly<Record<string, unknown>>): Readonly<Record<string, Json>> {
  return JSON.parse(
    JSON.stringify(section, (_key, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value)),
  ) as Record<string, Json>
}

function lastDays(bars: Bars, days: number | undefined): Bars {
  if (days === undefined) return bars
  const firstMs = bars.openTimeMs[bars.length - 1]! - days * DAY_MS
  return sliceBars(
    bars,
    bars.openTimeMs.findIndex((timeMs) => timeMs > firstMs),
    bars.length,
  )
}

function labelsOf({ config, file }: Run, bars: Bars): Labels {
  const { method, signals: _, ...rest } = config.labels
  return atSection(file, 'labels', () => {
    const labeled = createDataLabeler(rest as unknown as DataLabelerConfig).labelData(bars, { method } as LabelOptions)
    const name = labeled.names.find((column) => column.startsWith('label_'))
    if (name === undefined)
      throw new BarcastError('cli/target', `Make labels: the method must give classes, found ${method} with ${labeled.names.join(', ')}`, {
        value: method,
        where: { path: 'method' },
      })
    return labeled.spans(name)
  })
}

/**
 * Reads and cleans the bars, makes features and labels, and tries every other part of the config, so that a mistake in the last section
 * is told before hours of training.
 *
 * @throws BarcastError of the rooms, with the config's line; `cli/file`.
 */
export async function prepareExperiment(run: Run, input: Run['inputs'][number], signal: AbortSignal): Promise<Experiment> {
  const { config, file } = run
  atSection(file, 'backtest', () => createBacktestEngine(config.backtest as BacktestConfig))
  atSection(file, 'validation', () => walkForward(config.validation as unknown as WalkForwardOptions))
  const { file: _file, symbols: _symbols, trainingDays, ...reading } = config.data
  const symbol = input.symbol ?? undefined
  const raw = await readBarsFile(input.file, { ...reading, signal, ...(symbol === undefined ? {} : { symbol }) }).catch(
    (error: unknown) => {
      throw error instanceof BarcastError && error.where.path !== undefined ? located(file, 'data', error) : error
    },
  )
  const { bars: clean, report } = atSection(file, 'clean', () => cleanBars(raw, config.clean as CleanPolicy))
  const named = clean.symbol === '' ? { ...clean, symbol: basename(input.file).replace(/\.(csv|tsv|json|txt|gz)\b/gi, '') } : clean
  const bars = lastDays(named, trainingDays)
  const engineer = atSection(file, 'features', () =>
    createFeatureEngineer({ timeframeMs: bars.timeframeMs, ...(config.features as FeatureEngineerConfig) }),
  )
  const labels = labelsOf(run, bars)
  atSection(file, 'decision', () => createDecider(labels.classes, ruleOf(run)))
  return { bars, droppedRows: report.droppedRows, engineer, X: engineer.engineerFeatures(bars), labels, labelled: recordOf(config.labels) }
}

/** The out-of-sample walk of one experiment. */
export function walkOf(run: Run, { X, labels }: Experiment, task: Required<TaskOptions>): Promise<WalkForwardResult> {
  return runWalkForward(createModelManager(), {
    ...specOf(run),
    ...searchOf(run),
    ...task,
    X,
    labels,
    splitter: walkForward(run.config.validation as unknown as WalkForwardOptions),
    innerSplitter: walkForward({ folds: run.config.search.folds }),
    trials: run.config.search.trials,
    rule: ruleOf(run),
  }).catch((error: unknown) => {
    throw modelError(run, error)
  })
}

/** Puts the config's line to a refusal of the model's or the search's settings. */
export function modelError({ file }: Run, error: unknown): unknown {
  if (!(error instanceof BarcastError) || error.code === 'task/aborted') return error
  if (/^(models\/(unknown-type|objective)|boosting\/)/.test(error.code)) {
    const path = error.code === 'models/unknown-type' ? 'type' : (error.where.path ?? '').replace(/^params\.?/, '')
    const section = error.code === 'models/unknown-type' ? 'model' : 'model.params'
    return located(file, section, new BarcastError(error.code, error.message, { value: error.value, where: { path }, cause: error }))
  }
  if (/^training\/(config|unknown-option|search-space)/.test(error.code)) return located(file, 'search', error)
  return error
}
