import { BarcastError, type Spans } from '../core/index.js'
import { parseTimeSeriesSplit, type TimeSeriesSplitOptions } from './config.js'
import { withoutClashes } from './purge.js'
import { rowRange } from './row-range.js'
import { checkSpans } from './spans.js'
import type { Splitter } from './splitter.js'

const ACTION = 'Split time series'

/**
 * The splits of scikit-learn's `TimeSeriesSplit`: test parts of equal size at the end of the samples, in order, each trained on everything
 * before it but `gap` samples. Training rows whose span clashes with a test span are then purged, which for point samples
 * (t0 = t1, all different) changes nothing. Rows are counted as in scikit-learn, so that rows of equal t0 (several symbols on one clock) may
 * fall into two test parts; {@link walkForward} keeps them together. Without `testSize` the samples that do not divide evenly join the first training part.
 *
 * @throws BarcastError `validation/config`, `validation/unknown-option`; the splitter throws `validation/too-few-rows`
 *   (fewer than splits + 1 samples, or no sample left to train the first split) and the errors of the spans (see {@link purge}).
 *
 * @example
 * const splitter = timeSeriesSplit({ splits: 3, gap: 1 })
 * for (const { train, test } of splitter({ t0, t1 })) console.log(train.length, test.length)
 */
export function timeSeriesSplit(options: TimeSeriesSplitOptions): Splitter {
  const { splits, gap, testSize, maxTrainSize } = parseTimeSeriesSplit(options)
  return (samples: Spans) => {
    checkSpans(samples, ACTION)
    const length = samples.t0.length
    const testRows = testSize ?? Math.floor(length / (splits + 1))
    const needed = Math.max(splits + 1, gap + testRows * splits + 1)
    if (length < needed) {
      const rule = `${splits} splits with test parts of ${testRows} and a gap of ${gap} need ${needed} samples or more`
      throw new BarcastError('validation/too-few-rows', `${ACTION}: ${rule}, found ${length}`, { value: length })
    }
    return {
      *[Symbol.iterator]() {
        for (let from = length - splits * testRows; from < length; from += testRows) {
          const test = rowRange(from, from + testRows)
          const train = rowRange(Math.max(0, from - gap - (maxTrainSize ?? length)), from - gap)
          yield { train: withoutClashes(samples, train, test, 0), test }
        }
      },
    }
  }
}
