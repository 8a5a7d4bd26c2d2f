import { BarcastError, type Spans } from '../core/index.js'
import { type PeriodNumber, periodNumber, rowOfPeriod } from './calendar.js'
import { parseWalkForward, type WalkForwardOptions } from './config.js'
import { withoutClashes } from './purge.js'
import { rowRange } from './row-range.js'
import { checkSpans } from './spans.js'
import type { Splitter } from './splitter.js'
import { cutsBetweenTimes, firstOfTime, nextTime } from './whole-times.js'

const ACTION = 'Walk forward'
const CREATE = 'Create walk-forward'

function refuseLength(length: number, rule: string): never {
  throw new BarcastError('validation/too-few-rows', `${ACTION}: ${rule}, found ${length} samples`, { value: length })
}

/** Rows of one fold before purging; each `to` is exclusive, and training rows end where the test part begins. */
interface Fold {
  trainFrom: number
  testFrom: number
  testTo: number
}

type Parsed = ReturnType<typeof parseWalkForward>

/** First row of each test part, and the row after the last. */
function testEdges(parsed: Extract<Parsed, { folds: number } | { trainRows: number }>, t0: Float64Array): number[] {
  const length = t0.length
  if ('trainRows' in parsed) {
    const { trainRows, testRows } = parsed
    if (length < trainRows + testRows) refuseLength(length, `${trainRows} training and ${testRows} test rows do not fit`)
    const folds = Math.ceil((length - trainRows) / testRows)
    const edges = Array.from({ length: folds + 1 }, (_, k) => nextTime(t0, Math.min(trainRows + k * testRows, length)))
    const apart = edges.filter((edge, k) => k === 0 || edge > edges[k - 1]!)
    return apart.length > 1 ? apart : refuseLength(length, `no other t0 follows after ${trainRows} training rows`)
  }
  const { folds, minTrainShare } = parsed
  const first = Math.floor(length * minTrainShare)
  const rule = `a first training part of ${minTrainShare} and ${folds} test parts need one sample each or more`
  if (first < 1 || length - first < folds) refuseLength(length, rule)
  const edges = Array.from({ length: folds + 1 }, (_, k) => first + Math.floor(((length - first) * k) / folds))
  return cutsBetweenTimes(t0, edges) ?? refuseLength(length, `${rule}, of different t0`)
}

function foldsOfRows(parsed: Extract<Parsed, { folds: number } | { trainRows: number }>, t0: Float64Array): Fold[] {
  const edges = testEdges(parsed, t0)
  return edges.slice(1).map((testTo, k) => {
    const testFrom = edges[k]!
    return { trainFrom: parsed.mode === 'rolling' ? firstOfTime(t0, testFrom - edges[0]!) : 0, testFrom, testTo }
  })
}

function foldsOfPeriods(t0: Float64Array, trainPeriods: number, testPeriods: number, numberOf: PeriodNumber, rolling: boolean): Fold[] {
  const folds: Fold[] = []
  const refuse = (): never => refuseLength(t0.length, `no sample follows ${trainPeriods} calendar periods of training`)
  if (t0.length === 0) refuse()
  const first = numberOf(t0[0]!) + trainPeriods
  let testFrom = rowOfPeriod(t0, first, numberOf)
  while (testFrom < t0.length) {
    // Periods without samples (a halted market) make no fold: the one of the next sample is taken.
    const begin = first + Math.floor((numberOf(t0[testFrom]!) - first) / testPeriods) * testPeriods
    const testTo = rowOfPeriod(t0, begin + testPeriods, numberOf)
    folds.push({ trainFrom: rolling ? rowOfPeriod(t0, begin - trainPeriods, numberOf) : 0, testFrom, testTo })
    testFrom = testTo
  }
  return folds.length === 0 ? refuse() : folds
}

/** How the rows are cut, by whichever kind of options were given. */
function foldsOf(parsed: Parsed): (t0: Float64Array) => Fold[] {
  const rolling = parsed.mode === 'rolling'
  if ('trainMonths' in parsed) {
    const numberOf = periodNumber('months', parsed.timeZone, CREATE)
    return (t0) => foldsOfPeriods(t0, parsed.trainMonths, parsed.testMonths, numberOf, rolling)
  }
  if ('trainWeeks' in parsed) {
    const numberOf = periodNumber('weeks', parsed.timeZone, CREATE)
    return (t0) => foldsOfPeriods(t0, parsed.trainWeeks, parsed.testWeeks, numberOf, rolling)
  }
  return (t0) => foldsOfRows(parsed, t0)
}

/**
 * Walks through time: trains on the past, tests on the part that follows, then moves on. The test parts follow one another without gap or
 * overlap from the end of the first training part to the last sample; no training row comes after a test row, and training rows whose
 * span clashes with a test span are purged. `embargoMs` keeps a quiet time between the last training outcome and the test part: a
 * training row stays only if its t1 is more than `embargoMs` before the first test t0. (An embargo after test parts has nothing to drop
 * here; {@link purge} applies it where training rows follow test rows.) Purging may leave a training part empty: it is yielded empty.
 * Rows of equal t0 (several symbols on one clock) stay in one part: a cut among them is moved to the nearest time (folds) or the next one
 * (rows). By the calendar, test parts are whole months or weeks of the zone, by t0; one without samples is left out.
 *
 * @throws BarcastError `validation/config`, `validation/unknown-option`, `validation/time-zone`; the splitter throws
 *   `validation/too-few-rows`, `validation/time-range` and the errors of the spans (see {@link purge}).
 *
 * @example
 * walkForward({ folds: 5, minTrainShare: 0.4 })
 * walkForward({ trainRows: 1000, testRows: 250, mode: 'rolling', embargoMs: 5 * 86_400_000 })
 * walkForward({ trainMonths: 24, testMonths: 3, mode: 'rolling', timeZone: 'America/New_York' })
 */
export function walkForward(options: WalkForwardOptions): Splitter {
  const parsed = parseWalkForward(options)
  const { embargoMs } = parsed
  const cut = foldsOf(parsed)
  return (samples: Spans) => {
    checkSpans(samples, ACTION)
    const folds = cut(samples.t0)
    return {
      *[Symbol.iterator]() {
        for (const { trainFrom, testFrom, testTo } of folds) {
          const test = rowRange(testFrom, testTo)
          const purged = withoutClashes(samples, rowRange(trainFrom, testFrom), test, 0)
          const quietFrom = samples.t0[testFrom]! - embargoMs
          yield { train: embargoMs > 0 ? purged.filter((row) => samples.t1[row]! < quietFrom) : purged, test }
        }
      },
    }
  }
}
