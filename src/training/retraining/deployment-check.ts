import { BarcastError } from '../../core/index.js'
import type { Clock } from '../../ports/index.js'
import type { RetrainingSettings } from './config.js'
import { calibrationErrorOf, meanOf, type ScoredRows } from './scored-rows.js'
import type { ChampionRecord } from './state.js'

/** What a check found. */
export interface DeploymentCheck {
  readonly name: 'schema' | 'loss' | 'accuracy' | 'calibration' | 'latency'
  readonly passed: boolean
  /** In words, with its figures. */
  readonly message: string
  /** Undefined for the schema, and where nothing could be measured. */
  readonly value?: number
  readonly limit?: number
}

type Schema = Pick<ChampionRecord, 'featureNames' | 'featuresHash'>

function schemaCheck(found: Schema, expected: Schema): DeploymentCheck {
  const missing = expected.featureNames.filter((name) => !found.featureNames.includes(name))
  const added = found.featureNames.filter((name) => !expected.featureNames.includes(name))
  const faults = [
    missing.length > 0 ? `lacks ${missing.join(', ')}` : '',
    added.length > 0 ? `has ${added.join(', ')} in addition` : '',
    missing.length + added.length === 0 && found.featureNames.join() !== expected.featureNames.join()
      ? 'has its features in another order'
      : '',
    found.featuresHash === expected.featuresHash
      ? ''
      : `computes them otherwise (hash ${found.featuresHash.slice(0, 12)}, live ${expected.featuresHash.slice(0, 12)})`,
  ].filter((fault) => fault !== '')
  return {
    name: 'schema',
    passed: faults.length === 0,
    message: faults.length === 0 ? `The ${found.featureNames.length} live features` : `The version ${faults.join(' and ')}`,
  }
}

function limitCheck(
  name: DeploymentCheck['name'],
  noun: string,
  value: number | undefined,
  limit: number | undefined,
  side: 'most' | 'least',
  lacking: string,
): DeploymentCheck[] {
  if (limit === undefined) return []
  if (value === undefined || !Number.isFinite(value)) return [{ name, passed: false, message: `${noun} is unknown: ${lacking}`, limit }]
  const passed = side === 'most' ? value <= limit : value >= limit
  return [{ name, passed, message: `${noun} is ${value.toPrecision(4)}, ${limit} at ${side}`, value, limit }]
}

/**
 * Checks a version before it serves anything. Every check is carried out, so that all that fail are named.
 *
 * @param rows what it predicted out of sample
 * @param live features that live rows have; undefined for the first version, which sets them
 * @param latencyMs milliseconds of one row, as the host measured it
 */
export function checkDeployment(
  version: Schema,
  rows: ScoredRows,
  checks: RetrainingSettings['checks'],
  live: Schema | undefined,
  latencyMs: number | undefined,
): DeploymentCheck[] {
  const schema = checks.schema ?? live
  const accuracy = rows.correct === undefined ? undefined : meanOf(rows.correct)
  return [
    ...(schema === undefined ? [] : [schemaCheck(version, schema)]),
    ...limitCheck('loss', 'The mean loss', meanOf(rows.loss), checks.maxLoss, 'most', 'there are no rows'),
    ...limitCheck('accuracy', 'The accuracy', accuracy, checks.minAccuracy, 'least', 'the rows have no `correct`'),
    ...limitCheck(
      'calibration',
      'The calibration error',
      calibrationErrorOf(rows),
      checks.maxCalibrationError,
      'most',
      'the rows have no `correct` and `confidence`',
    ),
    ...limitCheck('latency', 'The latency in ms', latencyMs, checks.maxLatencyMs, 'most', 'the host has no `latencyMs`'),
  ]
}

/** Milliseconds that go by, for durations alone. */
const steadyClock: Clock = { nowMs: () => performance.now() }

/**
 * Times a prediction of one row: the 95th percentile over `rows` calls, milliseconds, after `rows / 10` calls that are not counted.
 *
 * @param predictRow predicts the row of this number
 * @param clock default: `performance.now()`
 * @throws BarcastError `training/latency` for fewer than 20 rows.
 *
 * @example
 * const out = new Float64Array(model.classNames.length)
 * const latencyMs = measureLatencyMs((row) => model.predictRow(features[row % features.length]!, out), { rows: 200 })
 */
export function measureLatencyMs(
  predictRow: (row: number) => void,
  { rows = 200, clock = steadyClock }: { rows?: number; clock?: Clock } = {},
): number {
  if (!Number.isInteger(rows) || rows < 20)
    throw new BarcastError('training/latency', `Measure latency: rows must be a whole number from 20, found ${rows}`, {
      value: rows,
      where: { path: 'rows' },
    })
  for (let row = 0; row < rows / 10; row++) predictRow(row)
  const durations = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const startMs = clock.nowMs()
    predictRow(row)
    durations[row] = clock.nowMs() - startMs
  }
  return durations.sort()[Math.ceil(0.95 * rows) - 1]!
}
