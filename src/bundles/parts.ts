import { type Bar, BarcastError, isBarcastError } from '../core/index.js'
import {
  createFeatureEngineer,
  type EngineerCode,
  type FeatureEngineer,
  type FeatureSnapshot,
  parseScaler,
  type Scaler,
} from '../features/index.js'
import { createDecider, type Decider, type Model, restoreModel } from '../models/index.js'
import { type Bundle, checkDocument } from './format.js'

/** What a bundle stands for, ready to run. */
export interface BundleParts {
  engineer: FeatureEngineer
  scaler: Scaler | undefined
  model: Model
  decider: Decider
}

function firstDifference(expected: readonly string[], found: readonly string[]): number {
  const place = expected.findIndex((name, k) => name !== found[k])
  return place < 0 && found.length > expected.length ? expected.length : place
}

const quoted = (name: string | undefined): string => (name === undefined ? 'none' : `"${name}"`)

/**
 * Features, scaler and model must name the same columns in the same order.
 *
 * @throws BarcastError `bundles/feature-names`, naming the first column that differs.
 */
export function checkNames(features: readonly string[], scaler: Scaler | undefined, model: Model, action: string): void {
  const others = [{ noun: 'model', names: model.featureNames }, ...(scaler === undefined ? [] : [{ noun: 'scaler', names: scaler.names }])]
  for (const { noun, names } of others) {
    const place = firstDifference(features, names)
    if (place < 0) continue
    throw new BarcastError(
      'bundles/feature-names',
      `${action}: the ${noun} must take the engineer's columns in its order, found ${quoted(names[place])} instead of ` +
        `${quoted(features[place])} at column ${place}`,
      { value: names[place], where: { path: `${noun}.featureNames[${place}]` } },
    )
  }
}

function restoreEngineer({ features: { config, names, definitionsHash } }: Bundle, action: string, code: EngineerCode): FeatureEngineer {
  const refuse = (message: string, value: unknown, cause?: unknown): never => {
    throw new BarcastError('bundles/other-features', `${action}: ${message}`, { value, where: { path: 'features' }, cause })
  }
  let engineer: FeatureEngineer
  try {
    engineer = createFeatureEngineer(config, code)
  } catch (cause) {
    if (!isBarcastError(cause)) throw cause
    return refuse(`its features must be known to this version of barcast, found: ${cause.message}`, config, cause)
  }
  const place = firstDifference(names, engineer.names)
  if (place >= 0)
    refuse(`its columns must be those of its config, found ${quoted(names[place])} for ${quoted(engineer.names[place])}`, names[place])
  if (engineer.definitionsHash !== definitionsHash) {
    const message = 'its features must be computed as this version of barcast computes them, found definitions'
    refuse(`${message} ${definitionsHash} instead of ${engineer.definitionsHash}`, definitionsHash)
  }
  return engineer
}

/**
 * Engineer, scaler, model and decision rule of a bundle, checked against each other.
 *
 * @throws BarcastError `bundles/other-features`, `bundles/feature-names`, and the errors of scaler, model, rule and feature state.
 */
export function restoreParts(bundle: Bundle, action: string, code: EngineerCode = {}): BundleParts {
  const engineer = restoreEngineer(bundle, action, code)
  const scaler = bundle.scaler === null ? undefined : parseScaler(bundle.scaler)
  const model = restoreModel(bundle.model)
  checkNames(engineer.names, scaler, model, action)
  const decider = createDecider(model.classNames, bundle.rule)
  engineer.stream(bundle.features.state)
  return { engineer, scaler, model, decider }
}

/** Parts of the bundles that were checked and then frozen, so that they are still what they were. */
const known = new WeakMap<Bundle, BundleParts>()

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const item of Object.values(value)) freeze(item)
}

/** Restores the parts of a checked bundle, and freezes it so that they can be used again. @throws as {@link restoreParts}. */
export function freezeChecked(bundle: Bundle, action: string, code: EngineerCode): Bundle {
  const parts = restoreParts(bundle, action, code)
  freeze(bundle)
  known.set(bundle, parts)
  return bundle
}

/** Parts of a bundle, of which nothing is known but what it looks like. @throws as {@link restoreParts} and the errors of its document. */
export function partsOf(bundle: Bundle, action: string, code: EngineerCode): BundleParts {
  return known.get(bundle) ?? restoreParts(checkDocument(bundle, action), action, code)
}

/**
 * The state must lie before the first live bar. Only the stream knows which bar it saw last, so it is offered a bar without prices at `startMs`.
 *
 * @throws BarcastError `bundles/start` when the state has already seen that time.
 */
export function checkStart(engineer: FeatureEngineer, state: FeatureSnapshot, startMs: number, action: string): void {
  const missing: Bar = { openTimeMs: startMs, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN }
  const stream = engineer.stream(state)
  try {
    stream.next(missing)
  } catch (cause) {
    // Time is checked first: a bar refused for lack of an extra column, or by a clock as not yet closed, came at a good time.
    if (isBarcastError(cause, 'indicators/unknown-column') || isBarcastError(cause, 'features/forming-bar')) return
    if (!isBarcastError(cause, 'bars/duplicate-time') && !isBarcastError(cause, 'bars/unordered-time')) throw cause
    throw new BarcastError('bundles/start', `${action}: featureState must end before startMs, found one that has seen ${startMs}`, {
      value: startMs,
      where: { path: 'startMs' },
      cause,
    })
  }
}
