import { BarcastError, type Bars, barAt, canonicalJson, checkBars, type Json } from '../core/index.js'
import type { EngineerCode, FeatureEngineer, FeatureSnapshot, Scaler } from '../features/index.js'
import { checkMetadata, createDecider, type DecisionRule, type Model, type ModelMetadata } from '../models/index.js'
import { type Bundle, bundleDigest, checkDocument, parseText } from './format.js'
import { checkNames, checkStart, freezeChecked } from './parts.js'

/** What {@link createBundle} takes. */
export interface BundleContent {
  engineer: FeatureEngineer
  /** Fitted on the rows the model was trained on; undefined when it takes unscaled features. */
  scaler: Scaler | undefined
  model: Model
  /** How probabilities become signals; the backtest's own. Default: the most probable class. */
  rule?: DecisionRule
  /** State of the feature stream after the last bar before `startMs`, see {@link featureStateBefore}. */
  featureState: FeatureSnapshot
  /** Open time of the first live bar. */
  startMs: number
  symbol: string
  timeframeMs: number
  /** How the labels were made (method, horizon, thresholds), for the record; JSON values. */
  labels?: ModelMetadata
  /** Notes: who made it, from which data; JSON values. */
  metadata?: ModelMetadata
}

/** State of the engineer's stream after the bars before `startMs`: what a live strategy goes on from. */
export function featureStateBefore(engineer: FeatureEngineer, bars: Bars, startMs: number): FeatureSnapshot {
  checkBars(bars, 'Make feature state')
  const stream = engineer.stream()
  const row = new Float64Array(engineer.names.length)
  for (let i = 0; i < bars.length && bars.openTimeMs[i]! < startMs; i++) stream.next(barAt(bars, i), row)
  return stream.snapshot()
}

function checkTimes({ startMs, timeframeMs, engineer }: BundleContent, action: string): void {
  const refuse = (path: string, rule: string, value: unknown): never => {
    throw new BarcastError(
      `bundles/${path === 'startMs' ? 'start' : 'timeframe'}`,
      `${action}: ${path} must ${rule}, found ${String(value)}`,
      {
        value,
        where: { path },
      },
    )
  }
  if (!Number.isFinite(startMs)) refuse('startMs', 'be a finite time', startMs)
  if (!(timeframeMs > 0 && timeframeMs < Infinity)) refuse('timeframeMs', 'be a positive number', timeframeMs)
  const expected = engineer.config.timeframeMs
  if (expected !== undefined && expected !== timeframeMs) refuse('timeframeMs', `be the engineer's ${expected}`, timeframeMs)
}

/**
 * Packs what was researched into one document: feature definitions and state, scaler, model and decision rule, under a SHA-256.
 *
 * @throws BarcastError `bundles/feature-names` (engineer, scaler and model name other columns), `bundles/start`, `bundles/timeframe`,
 * `models/metadata` (notes that are no plain JSON), the errors of the rule and of the feature state.
 */
export function createBundle(content: BundleContent): Bundle {
  const action = 'Create bundle'
  const { engineer, scaler, model, rule = {}, featureState, startMs, symbol, timeframeMs, labels = {}, metadata = {} } = content
  checkTimes(content, action)
  checkNames(engineer.names, scaler, model, action)
  checkStart(engineer, featureState, startMs, action)
  createDecider(model.classNames, rule)
  checkMetadata(labels, action, 'labels')
  checkMetadata(metadata, action)
  const bundle = {
    formatVersion: 1,
    kind: 'barcast-bundle',
    symbol,
    timeframeMs,
    startMs,
    features: { config: engineer.config, names: engineer.names, definitionsHash: engineer.definitionsHash, state: featureState },
    scaler: scaler ?? null,
    model: model.toJson(),
    rule,
    labels,
    metadata,
  } as const
  return checkDocument(JSON.parse(canonicalJson({ ...(bundle as unknown as Record<string, Json>), sha256: bundleDigest(bundle) })), action)
}

/** The bundle as the text of a JSON file. */
export function writeBundle(bundle: Bundle): string {
  return `${canonicalJson(bundle as unknown as Json)}\n`
}

/**
 * Reads the text that {@link writeBundle} wrote, and makes sure that this version of the library would run it as it was researched. The bundle is frozen: what was
 * checked once needs no second look. `indicators` are those of your own code that its features use.
 *
 * @throws BarcastError `bundles/truncated`, `bundles/newer-version`, `bundles/format`, `bundles/altered`, `bundles/other-features` (unknown here, or
 * computed otherwise), `bundles/feature-names`, and the errors of the parts inside.
 */
export function parseBundle(text: string, code: EngineerCode = {}): Bundle {
  const action = 'Read bundle'
  return freezeChecked(checkDocument(parseText(text, action), action), action, code)
}
