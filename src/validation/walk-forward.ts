import { BarcastError, type Spans } from '../core/index.js'
import { parseWalkForward, type WalkForwardOptions } from './config.js'
import { withoutClashes } from './purge.js'
import { rowRange } from './row-range.js'
import { checkSpans } from './spans.js'
import type { Splitter } from './splitter.js'

const ACTION = 'Walk forward'

function refuseLength(length: number, rule: string): never {
  throw new BarcastError('validation/too-few-rows', `${ACTION}: ${rule}, found ${length} samples`, { value: length })
}

/** First row of each test part, and the row after the last. */
function testEdges(parsed: ReturnType<typeof parseWalkForward>, length: number): number[] {
  if ('trainRows' in parsed) {
    const { trainRows, testRows } = parsed
    if (length < trainRows + testRows) refuseLength(length, `${trainRows} training and ${testRows} test rows do not fit`)
    const folds = Math.ceil((length - trainRows) / testRows)
    return Array.from({ length: folds + 1 }, (_, k) => Math.min(trainRows + k * testRows, length))
  }
  const { folds, minTrainShare } = parsed
  const first = Math.floor(length * minTrainShare)
  if (first < 1 || length - first < folds) {
    refuseLength(length, `a first training part of ${minTrainShare} and ${folds} test parts need one sample each or more`)
  }
  return Array.from({ length: folds + 1 }, (_, k) => first + Math.floor(((length - first) * k) / folds))
}

/**
 * Walks through time: trains on the past, tests on the part that follows, then moves on. The test parts follow one another without gap or
 * overlap from the end of the first training part to the last sample; no training row comes after a test row, and training rows whose
 * span clashes with a test span are purged. `embargoMs` keeps a quiet time between the last training outcome and the test part: a
 * training row stays only if its t1 is more than `embargoMs` before the first test t0. (An embargo after test parts has nothing to drop
 * here; {@link purge} applies it where training rows follow test rows.) Purging may leave a training part empty: it is yielded empty.
 *
 * @throws BarcastError `validation/config`, `validation/unknown-option`; the splitter throws `validation/too-few-rows` and the errors of
 *   the spans (see {@link purge}).
 *
 * @example
 * walkForward({ folds: 5, minTrainShare: 0.4 })
 * walkForward({ trainRows: 1000, testRows: 250, mode: 'rolling', embargoMs: 5 * 86_400_000 })
 */
export function walkForward(options: WalkForwardOptions): Splitter {
  const parsed = parseWalkForward(options)
  return (samples: Spans) => {
    checkSpans(samples, ACTION)
    const edges = testEdges(parsed, samples.t0.length)
    const firstTest = edges[0]!
    return {
      *[Symbol.iterator]() {
        for (let k = 1; k < edges.length; k++) {
          const from = edges[k - 1]!
          const test = rowRange(from, edges[k]!)
          const past = rowRange(parsed.mode === 'rolling' ? from - firstTest : 0, from)
          const purged = withoutClashes(samples, past, test, 0)
          const quietFrom = samples.t0[from]! - parsed.embargoMs
          yield { train: parsed.embargoMs > 0 ? purged.filter((row) => samples.t1[row]! < quietFrom) : purged, test }
        }
      },
    }
  }
}
