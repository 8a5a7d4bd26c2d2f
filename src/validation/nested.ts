import type { Spans } from '../core/index.js'
import type { Split, Splitter } from './splitter.js'

/** A split whose training part is split again, for a search that must not see the test part. */
export interface NestedSplit extends Split {
  /** Splits of `train`, in rows of the samples: neither part meets the outer test part. None when `train` is empty. */
  readonly inner: Iterable<Split>
}

function pick(column: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let k = 0; k < rows.length; k++) picked[k] = column[rows[k]!]!
  return picked
}

function* innerSplits({ t0, t1 }: Spans, train: Int32Array, inner: Splitter): Generator<Split> {
  if (train.length === 0) return
  const rowsOf = (places: Int32Array): Int32Array => places.map((place) => train[place]!)
  for (const split of inner({ t0: pick(t0, train), t1: pick(t1, train) })) yield { train: rowsOf(split.train), test: rowsOf(split.test) }
}

/**
 * Splits within splits, for tuning: `inner` splits each training part of `outer`. Since the outer training part is purged (and embargoed)
 * against the outer test part, so is every inner part; inner training rows are purged against their inner test rows by `inner`. Choose by
 * the inner scores, report the outer ones.
 *
 * @returns a splitter; its inner splits are made when they are walked through, and then throw what `inner` throws, such as
 *   `validation/too-few-rows` for a training part that purging left too short for it.
 *
 * @example
 * const splitter = nested({ outer: walkForward({ folds: 4 }), inner: purgedKFold({ splits: 3 }) })
 * for (const { train, test, inner } of splitter(samples)) {
 *   const best = search([...inner])
 *   score(fit(train, best), test)
 * }
 */
export function nested({ outer, inner }: { outer: Splitter; inner: Splitter }): (samples: Spans) => Iterable<NestedSplit> {
  return (samples) => {
    const splits = outer(samples)
    return {
      *[Symbol.iterator]() {
        for (const { train, test } of splits) {
          yield { train, test, inner: { [Symbol.iterator]: () => innerSplits(samples, train, inner) } }
        }
      },
    }
  }
}
