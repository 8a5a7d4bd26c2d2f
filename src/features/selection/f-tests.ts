import { type Frame, fisherTail } from '../../core/index.js'
import { refuseExploration } from '../fitted-columns.js'
import { type FeatureScore, refuseSelectionOption } from './selection.js'
import { isConstant, momentsOf, type Pairs, pairsOf, readTarget, type SelectionTarget } from './target.js'

/** JSON has no infinity: where nothing is left within the classes, F is the largest number. */
const finite = (f: number): number => Math.min(f, Number.MAX_VALUE)

/** Without their mean, so that sums of squares keep their digits wherever the values lie. */
function centred(values: Float64Array): Float64Array {
  const first = momentsOf(values).mean
  const near = values.map((x) => x - first)
  const rest = momentsOf(near).mean
  return near.map((x) => x - rest)
}

function anovaOf(name: string, pairs: Pairs, classes: number): FeatureScore {
  const { y } = pairs
  const x = centred(pairs.x)
  const counts = new Float64Array(classes)
  const means = new Float64Array(classes)
  for (let i = 0; i < x.length; i++) {
    counts[y[i]!] = counts[y[i]!]! + 1
    means[y[i]!] = means[y[i]!]! + x[i]!
  }
  const present = counts.filter((count) => count > 0).length
  if (present < 2 || x.length <= present || isConstant(pairs.x)) return { name, score: null }
  for (let c = 0; c < classes; c++) means[c] = counts[c] === 0 ? 0 : means[c]! / counts[c]!
  let between = 0
  for (let c = 0; c < classes; c++) between += counts[c]! * means[c]! * means[c]!
  let within = 0
  for (let i = 0; i < x.length; i++) {
    const distance = x[i]! - means[y[i]!]!
    within += distance * distance
  }
  const [degreesBetween, degreesWithin] = [present - 1, x.length - present]
  const f = between / degreesBetween / (within / degreesWithin)
  if (Number.isNaN(f)) return { name, score: null }
  return { name, score: finite(f), pValue: fisherTail(f, degreesBetween, degreesWithin) }
}

function regressionOf(name: string, pairs: Pairs): FeatureScore {
  const n = pairs.x.length
  if (n < 3 || isConstant(pairs.x) || isConstant(pairs.y)) return { name, score: null }
  const [x, y] = [centred(pairs.x), centred(pairs.y)]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    xx += x[i]! * x[i]!
    yy += y[i]! * y[i]!
    xy += x[i]! * y[i]!
  }
  const square = Math.min(1, ((xy / xx) * xy) / yy)
  const f = (square / (1 - square)) * (n - 2)
  if (Number.isNaN(f)) return { name, score: null }
  return { name, score: finite(f), pValue: fisherTail(f, 1, n - 2) }
}

function scoreEach(frame: Frame, target: SelectionTarget, kind: 'classes' | 'values'): FeatureScore[] {
  refuseExploration(frame, { noun: 'selection', action: 'Score features' })
  const read = readTarget(frame, target)
  if (read.kind !== kind)
    refuseSelectionOption(
      'target',
      kind === 'classes' ? 'labels of classes' : 'a number for each row',
      read.kind === 'classes' ? 'labels' : 'numbers',
    )
  return frame.names.map((name) => {
    const pairs = pairsOf(name, frame.column(name), read)
    return read.kind === 'classes' ? anovaOf(name, pairs, read.count) : regressionOf(name, pairs)
  })
}

/**
 * One-way analysis of variance of each column between the classes of the labels: F and its p-value. Sees differences of means only. A row counts where column and label are there; classes
 * without a row are left out; null for a constant column. Equal to scikit-learn's `f_classif`, but for columns without variance within the classes, where it may give
 * infinity and we give a large number.
 *
 * @throws BarcastError `features/selection-target`, `features/selection-option` (a target of numbers), `features/selection-infinite`, `features/exploration-only`.
 */
export function anovaF(frame: Frame, target: SelectionTarget): FeatureScore[] {
  return scoreEach(frame, target, 'classes')
}

/**
 * F of a straight line from each column to the target, r² (n − 2) / (1 − r²), and its p-value. Sees linear dependence only. A row counts where both have a value; null for a constant
 * column (scikit-learn: 0). Otherwise equal to scikit-learn's `f_regression`.
 *
 * @throws BarcastError `features/selection-target`, `features/selection-option` (a target of classes), `features/selection-infinite`, `features/exploration-only`.
 */
export function regressionF(frame: Frame, target: SelectionTarget): FeatureScore[] {
  return scoreEach(frame, target, 'values')
}
