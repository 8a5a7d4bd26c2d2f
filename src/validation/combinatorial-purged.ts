import type { Spans } from '../core/index.js'
import { combinationCount, combinations } from './combinations.js'
import { type CombinatorialPurgedOptions, parseCombinatorial } from './config.js'
import { equalGroups } from './equal-groups.js'
import { purgedRest, rowsOf, rowTables, testRuns } from './purged-rest.js'
import { checkSpans } from './spans.js'
import type { Split } from './splitter.js'

const ACTION = 'Split combinatorially'

/** One test group of a split: rows `fromRow` (inclusive) to `toRow` (exclusive), whose predictions in this split belong to path `path`. */
export interface PathPart {
  readonly group: number
  readonly path: number
  readonly fromRow: number
  readonly toRow: number
}

/** A split whose `test` holds the rows of `parts`, one group after the other. */
export interface CombinatorialSplit extends Split {
  readonly parts: readonly PathPart[]
  /** Number of samples that were split. */
  readonly rows: number
}

/** Splits by every choice of test groups. A `Splitter` that also tells how its splits make paths. */
export interface CombinatorialSplitter {
  (samples: Spans): Iterable<CombinatorialSplit>
  /** Number of splits: groups choose testGroups. */
  readonly splits: number
  /** `paths[p][g]` is the number of the split whose predictions of group g belong to path p. Each path covers every group once. */
  readonly paths: readonly (readonly number[])[]
}

/** For each split its tested groups, with the path that each makes: the n-th split that tests a group gives it to path n. */
function planOf(groups: number, testGroups: number): { tested: { group: number; path: number }[][]; paths: number[][] } {
  const paths = Array.from({ length: combinationCount(groups - 1, testGroups - 1) }, () => new Array<number>(groups))
  const seen = new Array<number>(groups).fill(0)
  const tested = [...combinations(groups, testGroups)].map((choice, split) =>
    choice.map((group) => {
      const path = seen[group]!++
      paths[path]![group] = split
      return { group, path }
    }),
  )
  return { tested, paths }
}

/**
 * Combinatorial purged cross-validation: the samples are cut into `groups` groups of neighbouring rows, every choice of `testGroups` of them is tested
 * once, and what {@link purge} leaves of the others is trained on, with the embargo after every run of test rows. Each group is tested
 * C(groups − 1, testGroups − 1) times, so that the predictions make so many paths through the whole history, each by models that had not
 * seen what they predict: a distribution of results instead of one. {@link backtestPaths} puts them together.
 * Rows of equal t0 (several symbols on one clock) stay in one group. Purging may leave a training part empty: it is yielded empty.
 * After López de Prado, Advances in Financial Machine Learning (2018), 12.4.
 *
 * @throws BarcastError `validation/config` (also above 100,000 splits), `validation/unknown-option`; the splitter throws
 *   `validation/too-few-rows` (fewer samples, or fewer different t0, than groups) and the errors of the spans (see {@link purge}).
 *
 * @example
 * const splitter = combinatorialPurged({ groups: 6, testGroups: 2 })
 * splitter.splits // 15
 * splitter.paths.length // 5
 */
export function combinatorialPurged(options: CombinatorialPurgedOptions): CombinatorialSplitter {
  const { groups, testGroups, embargoMs } = parseCombinatorial(options)
  const { tested, paths } = planOf(groups, testGroups)
  const split = (samples: Spans): Iterable<CombinatorialSplit> => {
    checkSpans(samples, ACTION)
    const runs = testRuns(samples, equalGroups(samples, groups, ACTION))
    const tables = rowTables(samples)
    return {
      *[Symbol.iterator]() {
        for (const chosen of tested) {
          const testedRuns = chosen.map(({ group }) => runs[group]!)
          const parts = chosen.map(({ group, path }) => ({ group, path, fromRow: runs[group]!.from, toRow: runs[group]!.to }))
          const test = rowsOf(
            tables,
            parts.flatMap(({ fromRow, toRow }) => [fromRow, toRow]),
          )
          yield { train: purgedRest(samples, tables, testedRuns, embargoMs), test, parts, rows: samples.t0.length }
        }
      },
    }
  }
  return Object.assign(split, { splits: tested.length, paths })
}
