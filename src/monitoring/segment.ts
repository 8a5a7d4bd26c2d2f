/** One feature row kept as a sample. */
export interface SampledRow {
  /** Drawn uniformly from [0, 1). */
  priority: number
  values: Float64Array
}

/** Neighbouring batches taken together: exact counts of all rows, and a uniform sample of their features. */
export interface Segment {
  fromMs: number
  toMs: number
  batches: number
  rows: number
  /** Mean of the confidences and sum of their squared distances from it. */
  confidenceMean: number
  confidenceSquares: number
  /** Labelled rows by predicted and actual class, at `predicted * 256 + actual`. */
  outcomes: Map<number, number>
  /** Missing values of each feature. */
  missing: Float64Array
  /** Every row of a priority below this is in the sample, no other: each row had that chance. */
  sampledBelow: number
  /** In ascending order of priority. */
  sample: SampledRow[]
}

const CLASSES = 256

export function outcomeKey(predicted: number, actual: number): number {
  return predicted * CLASSES + actual
}

export function classesOfOutcome(key: number): { predicted: number; actual: number } {
  return { predicted: Math.floor(key / CLASSES), actual: key % CLASSES }
}

export function addOutcome({ outcomes }: Pick<Segment, 'outcomes'>, key: number, count = 1): void {
  outcomes.set(key, (outcomes.get(key) ?? 0) + count)
}

/** Labelled rows and those among them that were predicted right. */
export function hitsOf(segments: readonly Segment[]): { rows: number; hits: number } {
  let [rows, hits] = [0, 0]
  for (const { outcomes } of segments) {
    for (const [key, count] of outcomes) {
      const { predicted, actual } = classesOfOutcome(key)
      rows += count
      if (predicted === actual) hits += count
    }
  }
  return { rows, hits }
}

/** Mean and squared distances of two groups together (Chan, Golub and LeVeque 1979). */
export function joinMoments(a: Segment, b: Segment): { confidenceMean: number; confidenceSquares: number } {
  const rows = a.rows + b.rows
  const delta = b.confidenceMean - a.confidenceMean
  return {
    confidenceMean: a.confidenceMean + (delta * b.rows) / rows,
    confidenceSquares: a.confidenceSquares + b.confidenceSquares + (delta * delta * a.rows * b.rows) / rows,
  }
}

/** Rows of several samples that have a priority below all their limits: each row of the segments had the same chance. In order of time by segment. */
export function commonSample(segments: readonly Segment[]): { below: number; rows: SampledRow[] } {
  const below = segments.reduce((least, { sampledBelow }) => Math.min(least, sampledBelow), 1)
  return { below, rows: segments.flatMap(({ sample }) => sample.filter(({ priority }) => priority < below)) }
}

/** Two neighbours as one. */
export function joinSegments(a: Segment, b: Segment): Segment {
  const outcomes = new Map(a.outcomes)
  for (const [key, count] of b.outcomes) addOutcome({ outcomes }, key, count)
  const { below, rows } = commonSample([a, b])
  return {
    fromMs: a.fromMs,
    toMs: Math.max(a.toMs, b.toMs),
    batches: a.batches + b.batches,
    rows: a.rows + b.rows,
    ...joinMoments(a, b),
    outcomes,
    missing: a.missing.map((count, k) => count + b.missing[k]!),
    sampledBelow: below,
    sample: rows.sort((x, y) => x.priority - y.priority),
  }
}

/** Cuts a sample to its first rows. */
export function cutSample(segment: Segment, length: number): void {
  const next = segment.sample[length]
  if (next === undefined) return
  segment.sampledBelow = next.priority
  segment.sample.length = length
}
