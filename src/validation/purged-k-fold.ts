import type { Spans } from '../core/index.js'
import { type PurgedKFoldOptions, parsePurgedKFold } from './config.js'
import { equalGroups } from './equal-groups.js'
import { purgedRest, rowsOf, rowTables, testRuns } from './purged-rest.js'
import { checkSpans } from './spans.js'
import type { Splitter } from './splitter.js'

const ACTION = 'Split purged k-fold'

/**
 * Purged and embargoed k-fold: the samples are cut into `splits` test parts of neighbouring rows (the first ones hold one row more where
 * rows do not divide evenly), and each is tested with everything else as training part, before and after it, that {@link purge} leaves.
 * Rows of equal t0 (several symbols on one clock) stay in one test part. Purging may leave a training part empty: it is yielded empty.
 * After López de Prado, Advances in Financial Machine Learning (2018), 7.4.
 *
 * Models trained this way have seen what came after their test part. Use it to choose between models, not to picture a track record.
 *
 * @throws BarcastError `validation/config`, `validation/unknown-option`; the splitter throws `validation/too-few-rows` (fewer samples, or fewer
 *   different t0, than splits) and the errors of the spans (see {@link purge}).
 *
 * @example
 * const splitter = purgedKFold({ splits: 5, embargoMs: 2 * 86_400_000 })
 * for (const { train, test } of splitter({ t0, t1 })) console.log(train.length, test.length)
 */
export function purgedKFold(options: PurgedKFoldOptions): Splitter {
  const { splits, embargoMs } = parsePurgedKFold(options)
  return (samples: Spans) => {
    checkSpans(samples, ACTION)
    const runs = testRuns(samples, equalGroups(samples, splits, ACTION))
    const tables = rowTables(samples)
    return {
      *[Symbol.iterator]() {
        for (const run of runs) yield { train: purgedRest(samples, tables, [run], embargoMs), test: rowsOf(tables, [run.from, run.to]) }
      },
    }
  }
}
