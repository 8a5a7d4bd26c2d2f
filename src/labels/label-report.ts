import type { Labels } from '../core/index.js'
import { labelIntervals } from './label-intervals.js'
import { labelOverlap } from './label-overlap.js'
import { type LabelBalance, labelBalance } from './label-quality.js'

/** What to know about labels before a model learns them. */
export interface LabelReport extends LabelBalance {
  /** Rows without a label over all rows. */
  missingShare: number
  /** Mean uniqueness of the labels; NaN without labels. */
  averageUniqueness: number
  /** Labels times their mean uniqueness: about as many independent ones. NaN without labels. */
  effectiveLabels: number
  /** Least, median and greatest number of returns that a label depends on. NaN without labels. */
  spanBars: { least: number; median: number; most: number }
  /** Most labels that share one return. */
  maxConcurrency: number
}

/**
 * Quality of labels: distribution and balance, how long they take to be known, and how much they overlap. A score over labels of low uniqueness swings as if there were
 * `effectiveLabels` of them.
 *
 * @throws BarcastError `labels/overlap` when a label ends before it begins.
 *
 * @example
 * const { majorityShare, effectiveLabels, spanBars } = labelReport(labels)
 */
export function labelReport(labels: Labels): LabelReport {
  const balance = labelBalance(labels)
  const { from, to } = labelIntervals(labels, 'Report labels')
  const { concurrency, averageUniqueness } = labelOverlap(labels)
  const spans = to.map((end, i) => end - from[i]!).filter((_, i) => labels.value[i]! >= 0)
  spans.sort()
  const middle = (spans.length - 1) / 2
  const at = (place: number): number => spans[place] ?? Number.NaN
  return {
    ...balance,
    missingShare: (balance.rows - balance.labelled) / balance.rows,
    averageUniqueness,
    effectiveLabels: averageUniqueness * balance.labelled,
    spanBars: { least: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, most: at(spans.length - 1) },
    maxConcurrency: concurrency.reduce((most, count) => Math.max(most, count), 0),
  }
}
