import { BarcastError } from '../core/index.js'
import type { Ending, ObjectiveValue } from './objective.js'
import type { Outcome, TrialBook } from './trial-book.js'

const isNumber = (value: unknown): value is number => typeof value === 'number'

function outcomeOf(given: ObjectiveValue | Ending, number: number, objectives: number): Outcome {
  const values = isNumber(given) ? [given] : given
  if (Array.isArray(values) && values.length === objectives && values.every(isNumber)) {
    const wrong = values.some((value) => Number.isNaN(value))
    if (wrong) return { state: 'failed', error: objectives === 1 ? 'the value is NaN' : `a value is NaN: ${values.join(', ')}` }
    // −0 is 0.
    const kept = values.map((value) => value + 0)
    return { state: 'complete', value: kept[0]!, values: kept }
  }
  const ending = given as Ending | undefined
  if (ending?.state === 'pruned') return { state: 'pruned' }
  if (ending?.state === 'failed') return { state: 'failed', error: ending.error ?? 'no reason given' }
  const rule = objectives === 1 ? 'the value must be a number' : `the values must be ${objectives} numbers`
  throw new BarcastError('tuning/value', `Tell trial ${number}: ${rule}, found ${String(given)}`, { value: given })
}

/** Ends a trial. A queued value that it never asked for fails it, and is an error. */
export function tellTrial(book: TrialBook, number: number, given: ObjectiveValue | Ending, atMs: number): void {
  book.running(number, 'Tell trial')
  const outcome = outcomeOf(given, number, book.settings.directions.length)
  if (isNumber(given) || Array.isArray(given)) {
    try {
      book.checkQueued(number)
    } catch (error) {
      book.finish(number, { state: 'failed', error: (error as Error).message }, atMs)
      throw error
    }
  }
  book.finish(number, outcome, atMs)
}
