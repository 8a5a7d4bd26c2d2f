import { createFrame, createRandom, type Random } from 'barcast/core'
import type { ModelMonitor } from 'barcast/monitoring'

export const START = Date.UTC(2024, 0, 1)
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** One batch in a few words; what is left out is drawn at random. */
export interface Sketch {
  rows?: number
  accuracy?: number
  confidence?: number
  /** Mean of feature a. */
  a?: number
  missing?: number
  /** No actual class is known yet. */
  open?: boolean
}

/** Two features, three classes. */
export function drawBatch(random: Random, { rows = 20, accuracy = 0.8, confidence = 0.7, a = 0, missing = 0, open = false }: Sketch) {
  const predictedClass = Int32Array.from({ length: rows }, () => random.integer(0, 3))
  const actualClass = predictedClass.map((k) => (open ? -1 : random.uniform() < accuracy ? k : (k + 1) % 3))
  const features = createFrame({
    columns: {
      a: Float64Array.from({ length: rows }, () => (random.uniform() < missing ? NaN : a + random.normal())),
      b: Float64Array.from({ length: rows }, () => random.uniform()),
    },
  })
  return {
    predictedClass,
    actualClass,
    features,
    confidence: new Float64Array(rows).fill(confidence).map((c) => c + 0.02 * random.uniform()),
  }
}

/** Records batches, one per `stepMs` from START on. */
export function recordAll(
  monitor: ModelMonitor,
  sketches: readonly Sketch[],
  { name = 'm', stepMs = HOUR, seed = 1, fromMs = START } = {},
): void {
  const random = createRandom(seed)
  sketches.forEach((sketch, i) => {
    const { predictedClass, actualClass, features, confidence } = drawBatch(random, sketch)
    monitor.recordPredictionBatch({ timeMs: fromMs + i * stepMs, predictedClass, confidence }, { actualClass }, features, name)
  })
}

export const repeat = (count: number, sketch: Sketch = {}): Sketch[] => Array.from({ length: count }, () => sketch)
