import { BarcastError } from '../core/index.js'
import { type NestedSplit, type PathPart, purge, type Split, type Splitter } from '../validation/index.js'
import type { Learning } from './fitted-fold.js'
import { trainingParts } from './inner-split.js'
import { type Samples, takeSamples } from './samples.js'

/** A split that has been checked, with what its splitter tells besides. */
export interface Fold extends Split {
  /** True when a training row lies after the first test row: such folds compare models, they are no track record. */
  readonly trainsOnFuture: boolean
  /** Test groups and their paths, of a combinatorial splitter. */
  readonly parts?: readonly PathPart[]
  /** Splits of the training part in rows of the samples, of a nested splitter. */
  readonly inner?: readonly Split[]
}

/** A splitter of `barcast/validation`, or one's own; `nested` ones search inside each outer training part. */
export type AnySplitter = Splitter | ((samples: Parameters<Splitter>[0]) => Iterable<NestedSplit>)

function refuse(rule: string, action: string, fold: string, message: string, value: unknown): never {
  throw new BarcastError(`training/${rule}`, `${action}: ${fold}: ${message}`, { value, where: { path: fold } })
}

function checkOverlap({ train, test }: Split, { spans }: Samples, action: string, fold: string): void {
  const kept = purge(spans, train, test)
  if (kept.length === train.length) return
  const at = train.findIndex((row, k) => kept[k] !== row)
  const row = train[at]!
  refuse(
    'overlap',
    action,
    fold,
    `no training label may overlap a test label, found ${train.length - kept.length} that do, the first in row ${row} (${spans.t0[row]} … ${spans.t1[row]})`,
    row,
  )
}

function checkFold(split: Split, samples: Samples, action: string, fold: string): void {
  const { train, test } = split
  const { value, classNames } = samples
  if (train.length === 0) refuse('empty-fold', action, fold, 'one training row or more must remain after purging, found 0', 0)
  if (test.length === 0) refuse('empty-fold', action, fold, 'one test row or more is needed, found 0', 0)
  checkOverlap(split, samples, action, fold)
  const first = value[train[0]!]!
  if (train.every((row) => value[row] === first))
    refuse(
      'fold-one-class',
      action,
      fold,
      `training rows must hold two classes or more, found only "${classNames[first]}"`,
      classNames[first],
    )
}

/**
 * All folds of a splitter, checked before anything is trained: no training label overlaps a test label of its fold, wherever it lies, and every training part can be
 * learned from, also without the rows that stop the rounds or calibrate.
 *
 * @param name what a fold is called, for example `fold` or `fold 2, inner fold`
 * @throws BarcastError `training/no-fold`, `training/empty-fold`, `training/overlap`, `training/fold-one-class`, `training/inner-split`, each naming the fold, and the
 * splitter's errors.
 */
export function prepareFolds(splitter: AnySplitter, samples: Samples, learning: Learning, action: string, name = 'fold'): Fold[] {
  const folds = [...(splitter(samples.spans) as Iterable<Split & Partial<Pick<NestedSplit, 'inner'>> & Pick<Fold, 'parts'>>)].map(
    ({ train, test, inner, parts }, k): Fold => {
      checkFold({ train, test }, samples, action, `${name} ${k}`)
      trainingParts(takeSamples(samples, train), learning, `${action}: ${name} ${k}`)
      return {
        train,
        test,
        trainsOnFuture: train.at(-1)! > test[0]!,
        ...(parts === undefined ? {} : { parts }),
        ...(inner === undefined ? {} : { inner: [...inner] }),
      }
    },
  )
  if (folds.length === 0)
    throw new BarcastError('training/no-fold', `${action}: the splitter must yield one ${name} or more, found none`, { value: 0 })
  return folds
}

/** The inner splits of a nested fold as a splitter of its training part's samples. */
export function innerSplitterOf({ train, inner }: Fold): Splitter | undefined {
  if (inner === undefined) return undefined
  const placeOf = new Map(Array.from(train, (row, place) => [row, place]))
  const places = (rows: Int32Array): Int32Array =>
    rows.map((row) => {
      const place = placeOf.get(row)
      if (place !== undefined) return place
      throw new BarcastError(
        'training/inner-rows',
        `Split training part: inner rows must be training rows of their fold, found row ${row}`,
        {
          value: row,
        },
      )
    })
  return () => inner.map((split) => ({ train: places(split.train), test: places(split.test) }))
}
