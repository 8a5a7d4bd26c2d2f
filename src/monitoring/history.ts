import { cutSample, hitsOf, joinSegments, type Segment } from './segment.js'

/** What is kept of a model at most: so many segments, and so many feature rows in all their samples. */
export const MOST_SEGMENTS = 160
export const MOST_ROWS = 10_000
/** After thinning, the samples hold this share of `MOST_ROWS`, so that it is not done anew for every row. */
const THINNED = 0.8

/**
 * How much is lost by joining two neighbours: their span relative to its age. So the recent past keeps its detail and older times lose it in proportion.
 * Within the baseline's window a span counts relative to that window, however long ago it is; its end is never blurred.
 */
function lossOf(a: Segment, b: Segment, lastMs: number, baselineEndMs: number, baselineMs: number): number {
  const inBaseline = b.toMs < baselineEndMs
  if (!inBaseline && a.fromMs < baselineEndMs) return Infinity
  const age = lastMs - a.fromMs
  const scale = inBaseline ? Math.min(age, baselineMs) : age
  return scale > 0 ? (b.toMs - a.fromMs) / scale : 0
}

/** Joins the two neighbours that lose least until there are few enough. */
export function joinDown(segments: Segment[], baselineMs: number): void {
  while (segments.length > MOST_SEGMENTS) {
    const lastMs = segments[segments.length - 1]!.toMs
    const baselineEndMs = segments[0]!.fromMs + baselineMs
    let best = -1
    let least = Infinity
    for (let k = 0; k + 1 < segments.length; k++) {
      const loss = lossOf(segments[k]!, segments[k + 1]!, lastMs, baselineEndMs, baselineMs)
      if (loss < least || best < 0) [best, least] = [k, loss]
    }
    segments.splice(best, 2, joinSegments(segments[best]!, segments[best + 1]!))
  }
}

/** Cuts the fullest samples to one length when all together hold too many rows. */
export function thinSamples(segments: readonly Segment[]): void {
  const total = segments.reduce((sum, { sample }) => sum + sample.length, 0)
  if (total <= MOST_ROWS) return
  let [low, high] = [1, total]
  while (low < high) {
    const limit = (low + high + 1) >> 1
    const kept = segments.reduce((sum, { sample }) => sum + Math.min(limit, sample.length), 0)
    if (kept <= THINNED * MOST_ROWS) low = limit
    else high = limit - 1
  }
  for (const segment of segments) cutSample(segment, low)
}

/** A stretch of the history. */
export interface Window {
  fromMs: number
  toMs: number
  rows: number
  /** Rows whose actual class is known. */
  labelledRows: number
}

/** The two stretches that are compared. */
export interface Windows {
  /** `baseline_window`: the first baselineWindowDays against the last daysBack; `quarters`: the first quarter of the batches against the last. */
  basis: 'baseline_window' | 'quarters'
  baseline: readonly Segment[]
  current: readonly Segment[]
}

export function windowOf(segments: readonly Segment[]): Window {
  if (segments.length === 0) return { fromMs: NaN, toMs: NaN, rows: 0, labelledRows: 0 }
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0)
  return { fromMs: segments[0]!.fromMs, toMs: segments[segments.length - 1]!.toMs, rows, labelledRows: hitsOf(segments).rows }
}

const middleOf = ({ fromMs, toMs }: Segment): number => fromMs + (toMs - fromMs) / 2

/** Segments that lie for the most part after that time; the last one in any case. */
export function segmentsSince(segments: readonly Segment[], fromMs: number): readonly Segment[] {
  return segments.filter((segment, k) => middleOf(segment) >= fromMs || k === segments.length - 1)
}

/** How many segments from the start hold so many batches. */
function segmentsHolding(segments: readonly Segment[], batches: number): number {
  let held = 0
  for (let k = 0; k < segments.length; k++) {
    held += segments[k]!.batches
    if (held >= batches) return k + 1
  }
  return segments.length
}

function quarters(segments: readonly Segment[]): Windows {
  const quarter = segments.reduce((sum, { batches }) => sum + batches, 0) / 4
  const first = segmentsHolding(segments, quarter)
  const last = Math.min(segmentsHolding(segments.toReversed(), quarter), segments.length - first)
  return { basis: 'quarters', baseline: segments.slice(0, first), current: segments.slice(segments.length - last) }
}

/**
 * Baseline and current window. The current one is never more than three quarters of the time, and the baseline ends where the current one begins. Of a
 * single segment there is nothing to compare: `current` is then empty.
 */
export function windowsOf(segments: readonly Segment[], baselineMs: number, backMs: number): Windows {
  if (segments.length < 2) return { basis: 'quarters', baseline: segments, current: [] }
  const firstMs = segments[0]!.fromMs
  const lastMs = segments[segments.length - 1]!.toMs
  if (lastMs - firstMs < baselineMs) return quarters(segments)
  const currentMs = Math.max(lastMs - backMs, firstMs + (lastMs - firstMs) / 4)
  const current = segmentsSince(segments, currentMs)
  const endMs = Math.min(firstMs + baselineMs, currentMs)
  const earlier = segments.slice(0, segments.length - current.length)
  return { basis: 'baseline_window', baseline: earlier.filter((segment, k) => k === 0 || middleOf(segment) < endMs), current }
}
