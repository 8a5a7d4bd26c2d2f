import { exp, log } from '../../core/index.js'
import { percentText } from '../number-text.js'
import { columnChart } from './column-chart.js'
import { decimalExponent, multiples, niceStep, niceStepBelow } from './scale.js'

const MOST_BINS = 60

/** Equal bins on multiples of `step`; the first and the last may be open towards the outside. */
export interface Bins {
  step: number
  /** One more than there are counts. */
  edges: number[]
  counts: number[]
  /** True when values below the first edge (above the last) are counted in the first (last) bin. */
  openBelow: boolean
  openAbove: boolean
}

/** The value below which a share of the ascending values lies, by linear interpolation. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below]!
  return low + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - low)
}

/**
 * Counts values in bins as wide as Freedman and Diaconis (1981) advise, 2 · IQR / ∛n, rounded down to 1, 2 or 5 × 10ᵏ. A bin holds
 * its lower edge. Beyond 60 bins the tails are counted in two open outer bins, so that no value is left out.
 *
 * @param values finite, at least one
 */
export function binValues(values: Float64Array): Bins {
  const sorted = values.slice().sort()
  const min = sorted[0]!
  const max = sorted[sorted.length - 1]!
  const middle = quantile(sorted, 0.75) - quantile(sorted, 0.25)
  const rough = (2 * middle) / exp(log(sorted.length) / 3)
  const spread = max - min
  const step = niceStepBelow(rough > 0 ? rough : spread > 0 ? spread / 10 : Math.max(Math.abs(max), 1) / 10)
  let first = Math.floor(min / step + 1e-9)
  let last = Math.floor(max / step + 1e-9)
  if (last - first >= MOST_BINS) {
    const centre = Math.floor(quantile(sorted, 0.5) / step)
    first = Math.max(first, Math.min(centre - MOST_BINS / 2, last - MOST_BINS + 1))
    last = Math.min(last, first + MOST_BINS - 1)
  }
  const edges = Array.from({ length: last - first + 2 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
  const counts = new Array<number>(last - first + 1).fill(0)
  for (const value of sorted) {
    const bin = Math.max(first, Math.min(last, Math.floor(value / step + 1e-9)))
    counts[bin - first]! += 1
  }
  return { step, edges, counts, openBelow: min < edges[0]! - 1e-9 * step, openAbove: max >= edges[edges.length - 1]! + 1e-9 * step }
}

export interface Histogram {
  title: string
  description: string
  /** Fractions; finite, at least one. */
  values: Float64Array
  xLabel: string
  yLabel: string
  /** Height of the drawing area in pixels. */
  height: number
  /** Values to mark beside the mean. */
  rules?: readonly { value: number; name: string }[]
}

/** Decimals that a percentage needs to show steps of this size. */
function decimalsOf(step: number): number {
  return Math.max(0, Math.min(6, -2 - decimalExponent(step)))
}

/** How often fractions (returns) of each size occur, with their mean marked, as one SVG element. */
export function histogram(chart: Histogram): string {
  const { step, edges, counts, openBelow, openAbove } = binValues(chart.values)
  const from = edges[0]!
  const span = edges[edges.length - 1]! - from
  const decimals = decimalsOf(step)
  const columns = counts.map((count, i) => {
    const low = percentText(edges[i]!, decimals)
    const high = percentText(edges[i + 1]!, decimals)
    const lowOpen = openBelow && i === 0
    const highOpen = openAbove && i === counts.length - 1
    const range = lowOpen ? `below ${high}` : highOpen ? `${low} and more` : `${low} to ${high}`
    return {
      from: (i + 0.06) / counts.length,
      to: (i + 0.94) / counts.length,
      value: count,
      className: edges[i]! >= -1e-12 ? 'gain' : 'loss',
      tooltip: `${range}: ${count}`,
    }
  })
  const mean = chart.values.reduce((sum, value) => sum + value, 0) / chart.values.length
  const positionOf = (value: number): number => Math.max(0, Math.min(1, (value - from) / span))
  const tickStep = niceStep(span / 10)
  const ticks = multiples(tickStep, from, from + span).map((tick) => ({
    position: (tick - from) / span,
    label: percentText(tick, decimalsOf(tickStep)),
    ...(Math.round(tick / tickStep) % 2 === 0 ? {} : { minor: true }),
  }))
  return columnChart({
    title: chart.title,
    description: chart.description,
    columns,
    x: { label: chart.xLabel, ticks },
    yLabel: chart.yLabel,
    tickText: (value) => (Number.isInteger(value) ? String(value) : ''),
    height: chart.height,
    rules: [
      { position: positionOf(mean), name: `mean ${percentText(mean)}` },
      ...(chart.rules ?? []).map(({ value, name }) => ({
        position: positionOf(value),
        name: `${name} ${percentText(value)}`,
        row: 1,
        side: 'left' as const,
      })),
    ],
  })
}
