import { type Frame, type TaskOptions, unknownNameError } from '../../core/index.js'
import { selectByCorrelation } from './correlation.js'
import { anovaF, regressionF } from './f-tests.js'
import { mutualInformation } from './mutual-information.js'
import {
  applySelection,
  type FeatureScore,
  type FeatureSelection,
  makeSelection,
  placesOf,
  refuseSelectionOption,
  type ScoreLimit,
  selectByScore,
} from './selection.js'
import type { SelectionTarget } from './target.js'
import { selectByVariance } from './variance.js'

/** What scores columns against a target. */
export type ScoringMethod = 'mutualInformation' | 'anovaF' | 'regressionF'

/** One step of a selection, as plain data. */
export type SelectionStep =
  | { method: 'variance'; threshold?: number }
  | { method: 'correlation'; threshold?: number }
  | ({ method: 'mutualInformation'; neighbours?: number; discrete?: readonly string[] } & ScoreLimit)
  | ({ method: 'anovaF' | 'regressionF' } & ScoreLimit)
  | ({ method: 'importance'; importances: Readonly<Record<string, number>> } & ScoreLimit)
  /** The mean of the places by several methods, as a score from 1 (first by all) to 0 (last by all). */
  | ({ method: 'combined'; of: readonly ScoringMethod[] } & ScoreLimit)

export interface SelectFeaturesOptions extends TaskOptions {
  /** Applied in turn, each to what the one before has kept. */
  steps: readonly SelectionStep[]
  /** What is to be predicted; needed by the steps that score against it. */
  target?: SelectionTarget
  /** @default 1 */
  seed?: number
}

const METHODS = ['variance', 'correlation', 'mutualInformation', 'anovaF', 'regressionF', 'importance', 'combined']

type Context = Pick<SelectFeaturesOptions, 'target' | 'seed'> & TaskOptions

function targetOf({ target }: Context, method: string): SelectionTarget {
  return target ?? refuseSelectionOption('target', `given for ${method}`, target)
}

function scoreBy(
  method: ScoringMethod,
  frame: Frame,
  context: Context,
  options: { neighbours?: number; discrete?: readonly string[] } = {},
): readonly FeatureScore[] | Promise<readonly FeatureScore[]> {
  const target = targetOf(context, method)
  switch (method) {
    case 'mutualInformation': {
      const { seed, signal } = context
      const discrete = (options.discrete ?? []).filter((name) => frame.names.includes(name))
      return mutualInformation(frame, target, {
        ...options,
        discrete,
        ...(seed === undefined ? {} : { seed }),
        ...(signal === undefined ? {} : { signal }),
      })
    }
    case 'anovaF':
      return anovaF(frame, target)
    case 'regressionF':
      return regressionF(frame, target)
    default:
      return refuseSelectionOption('of', 'methods that score against a target', method)
  }
}

/** Means of places, turned so that more is better. */
async function combinedScores(frame: Frame, of: readonly ScoringMethod[], context: Context): Promise<FeatureScore[]> {
  if (of.length === 0) refuseSelectionOption('of', 'one method or more', 'none')
  const lists = await Promise.all(of.map(async (method) => scoreBy(method, frame, context)))
  const places = lists.map(placesOf)
  const last = Math.max(1, frame.names.length - 1)
  return frame.names.map((name, k) => {
    if (lists.some((list) => list[k]!.score === null)) return { name, score: null }
    return { name, score: 1 - places.reduce((sum, list) => sum + list[k]!, 0) / (places.length * last) }
  })
}

function importanceScores(frame: Frame, importances: Readonly<Record<string, number>>): FeatureScore[] {
  return frame.names.map((name) => {
    if (!Object.hasOwn(importances, name))
      throw unknownNameError('features/selection-option', 'Select features', 'importance', name, Object.keys(importances), { column: name })
    return { name, score: importances[name]! }
  })
}

async function takeStep(frame: Frame, step: SelectionStep, context: Context): Promise<FeatureSelection> {
  const rows = frame.length
  switch (step.method) {
    case 'variance':
      return selectByVariance(frame, step)
    case 'correlation': {
      const { threshold } = step
      const { signal } = context
      return selectByCorrelation(frame, { ...(threshold === undefined ? {} : { threshold }), ...(signal === undefined ? {} : { signal }) })
    }
    case 'mutualInformation':
    case 'anovaF':
    case 'regressionF':
      return selectByScore(await scoreBy(step.method, frame, context, step.method === 'mutualInformation' ? optionsOf(step) : {}), {
        ...step,
        rows,
      })
    case 'importance':
      return selectByScore(importanceScores(frame, step.importances), { ...step, rows })
    case 'combined':
      return selectByScore(await combinedScores(frame, step.of, context), { ...step, rows })
    default: {
      const { method } = step as { method: unknown }
      throw unknownNameError('features/selection-method', 'Select features', 'method', String(method), METHODS, { path: 'method' })
    }
  }
}

function optionsOf({ neighbours, discrete }: { neighbours?: number; discrete?: readonly string[] }): {
  neighbours?: number
  discrete?: readonly string[]
} {
  return { ...(neighbours === undefined ? {} : { neighbours }), ...(discrete === undefined ? {} : { discrete }) }
}

/**
 * Several methods one after the other, each on the columns that the one before has kept: `variance`, `correlation` (drop the later of two), `mutualInformation`, `anovaF`, `regressionF`, `importance`
 * (of a model, by name) and `combined` (mean of places), with `top` or `threshold`. Learns from the frame's rows and target: the training part only. The scores are those of the last step that has
 * some. Deterministic by seed.
 *
 * @throws BarcastError `features/selection-method`, `features/selection-option`, `features/selection-target`, `features/selection-empty`, `features/selection-infinite`, `features/exploration-only`,
 * `task/aborted`.
 *
 * @example
 * const selection = await selectFeatures(train, {
 *   target: labels,
 *   steps: [{ method: 'variance' }, { method: 'correlation', threshold: 0.95 }, { method: 'mutualInformation', top: 20 }],
 * })
 * applySelection(selection, test)
 */
export async function selectFeatures(frame: Frame, { steps, onProgress, ...context }: SelectFeaturesOptions): Promise<FeatureSelection> {
  if (steps.length === 0) refuseSelectionOption('steps', 'one or more', 'none')
  let left = frame
  const dropped: { name: string; reason: string }[] = []
  let scores: readonly FeatureScore[] = []
  for (const [k, step] of steps.entries()) {
    const made = await takeStep(left, step, context)
    dropped.push(...made.dropped)
    if (made.scores.length > 0) scores = made.scores
    left = applySelection(made, left)
    onProgress?.({ done: k + 1, total: steps.length, step: step.method })
  }
  return makeSelection({
    method: steps.map(({ method }) => method).join(', then '),
    rows: frame.length,
    names: left.names,
    scores,
    dropped,
  })
}
