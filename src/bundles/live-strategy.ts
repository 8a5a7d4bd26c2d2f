import { type Bar, BarcastError, type Signal } from '../core/index.js'
import { type EngineerCode, scaleRow } from '../features/index.js'
import { type Bundle, checkSnapshot, type LiveSnapshot } from './format.js'
import { partsOf } from './parts.js'

/** What the strategy says at the close of one bar. */
export interface LiveDecision {
  /** Open time of the bar. */
  timeMs: number
  /** HOLD while a feature is missing. */
  signal: Signal
  /** Probability of the most probable class; NaN while a feature is missing. */
  confidence: number
  /** One per class of the model, in its order; NaN while a feature is missing. */
  probabilities: Float64Array
}

/** A bundle running on closed bars. */
export interface LiveStrategy {
  readonly classNames: readonly string[]
  /**
   * Decides at the close of the next bar.
   *
   * @throws BarcastError `bars/<rule>` (faulty, or not after the last bar), `bundles/before-start`, `bundles/timeframe` (closer to the last bar
   * than the timeframe allows), `bundles/bar` (a field is no number). A refused bar leaves the strategy as it was.
   */
  next(bar: Bar): LiveDecision
  /** Decides again with other values of the last bar. */
  replaceLast(bar: Bar): LiveDecision
  /** Where it stands: `createLiveStrategy(bundle, { snapshot })` goes on from there with the same bits. */
  snapshot(): LiveSnapshot
}

const DAY_MS = 86_400_000
const FIELDS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const

/** Daylight saving and short months make bars of a day or more up to a tenth shorter. */
function leastDistanceMs(timeframeMs: number): number {
  return timeframeMs >= DAY_MS ? 0.9 * timeframeMs : timeframeMs
}

function checkFields(bar: Bar, action: string): void {
  for (const field of FIELDS) {
    if (typeof bar?.[field] === 'number') continue
    throw new BarcastError('bundles/bar', `${action}: ${field} must be a number (NaN when missing), found ${String(bar?.[field])}`, {
      value: bar?.[field],
      where: { column: field },
    })
  }
}

function checkTime(timeMs: number, { startMs, timeframeMs }: Bundle, lastTimeMs: number | null, action: string): void {
  const where = { timeMs, column: 'openTimeMs' }
  if (timeMs < startMs) {
    throw new BarcastError('bundles/before-start', `${action}: openTimeMs must be ${startMs} or later, found ${timeMs}`, {
      value: timeMs,
      where,
    })
  }
  const distance = lastTimeMs === null ? Infinity : timeMs - lastTimeMs
  if (distance > 0 && distance < leastDistanceMs(timeframeMs)) {
    throw new BarcastError(
      'bundles/timeframe',
      `${action}: bars must be of the timeframe ${timeframeMs} ms, found one ${distance} ms after the last`,
      { value: distance, where },
    )
  }
}

/**
 * Runs a bundle: feature stream, scaler, model, decision rule, one bar at a time. Signals and probabilities are those of the batch
 * path on the same bars, bit for bit.
 *
 * A bundle whose features use indicators of your own code needs them again, as `parseBundle` does.
 *
 * @throws BarcastError the errors of {@link parseBundle}; `bundles/other-bundle` and the errors of the feature state for a snapshot.
 */
export function createLiveStrategy(bundle: Bundle, options: { snapshot?: LiveSnapshot } & EngineerCode = {}): LiveStrategy {
  const action = 'Create live strategy'
  const { engineer, scaler, model, decider } = partsOf(bundle, action, options)
  const resumed = options.snapshot === undefined ? undefined : checkSnapshot(options.snapshot, bundle, action)
  const stream = engineer.stream(resumed?.features ?? bundle.features.state)
  const values = new Float64Array(engineer.names.length)
  const scaled = new Float64Array(values.length)
  let lastTimeMs = resumed?.lastTimeMs ?? null

  function decide(timeMs: number): LiveDecision {
    const probabilities = new Float64Array(model.classNames.length).fill(NaN)
    if (!values.some(Number.isNaN)) {
      if (scaler === undefined) model.predictRow(values, probabilities)
      else model.predictRow(scaleRow(scaler, values, scaled), probabilities)
    }
    return { timeMs, signal: decider.signalAt(probabilities, 0), confidence: decider.confidenceAt(probabilities, 0), probabilities }
  }

  return {
    classNames: model.classNames,
    next(bar) {
      checkFields(bar, 'Take live bar')
      checkTime(bar.openTimeMs, bundle, lastTimeMs, 'Take live bar')
      stream.next(bar, values)
      lastTimeMs = bar.openTimeMs
      return decide(bar.openTimeMs)
    },
    replaceLast(bar) {
      checkFields(bar, 'Replace last bar')
      if (lastTimeMs === null) {
        throw new BarcastError('bundles/no-bar', 'Replace last bar: one bar or more must have been taken since the bundle, found none', {
          value: bar.openTimeMs,
          where: { timeMs: bar.openTimeMs },
        })
      }
      stream.replaceLast(bar, values)
      return decide(bar.openTimeMs)
    },
    snapshot: () => ({ formatVersion: 1, bundleSha256: bundle.sha256, lastTimeMs, features: stream.snapshot() }),
  }
}
