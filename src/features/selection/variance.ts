import type { Frame } from '../../core/index.js'
import { refuseExploration } from '../fitted-columns.js'
import { type FeatureScore, type FeatureSelection, makeSelection, refuseSelectionOption } from './selection.js'
import { isConstant, momentsOf } from './target.js'

/**
 * Drops columns whose variance (by the number of values, NaN left out) is not above the threshold; 0 drops the constant ones. The variance depends on the unit: scale first, or take 0. Equal to
 * scikit-learn's `VarianceThreshold`.
 *
 * @throws BarcastError `features/selection-option`, `features/selection-empty`, `features/exploration-only`.
 */
export function selectByVariance(frame: Frame, { threshold = 0 }: { threshold?: number } = {}): FeatureSelection {
  if (!(threshold >= 0 && threshold < Infinity)) refuseSelectionOption('threshold', 'a number from 0', threshold)
  refuseExploration(frame, { noun: 'selection', action: 'Select features' })
  const scores: FeatureScore[] = []
  const names: string[] = []
  const dropped: { name: string; reason: string }[] = []
  for (const name of frame.names) {
    const values = frame.column(name).filter((x) => Number.isFinite(x))
    const score = values.length === 0 ? null : isConstant(values) ? 0 : momentsOf(values).deviation ** 2
    scores.push({ name, score })
    if (score !== null && score > threshold) names.push(name)
    else dropped.push({ name, reason: score === null ? 'variance: no value' : `variance: ${score} is not above ${threshold}` })
  }
  return makeSelection({ method: 'variance', rows: frame.length, names, scores, dropped })
}
