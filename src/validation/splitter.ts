import type { Spans } from '../core/index.js'

/** Row numbers of one fold, ascending. `train` is empty when purging left nothing; whoever trains then refuses the fold by name. */
export interface Split {
  train: Int32Array
  test: Int32Array
}

/**
 * Splits samples by their label spans. Spans are closed: two of them clash when `t0ᵢ ≤ t1ⱼ && t0ⱼ ≤ t1ᵢ`, and no training span of
 * any split clashes with a test span of the same split.
 */
export type Splitter = (samples: Spans) => Iterable<Split>
