import { BarcastError } from '../core/index.js'
import type { Clock, StudyStore } from '../ports/index.js'
import { checkResumedStudy, type GivenStudy, parseNewStudy, type StudyOptions } from './config.js'
import { readStudy } from './format.js'
import { nopPruner } from './nop-pruner.js'
import { medianPruner } from './percentile-pruner.js'
import { tpe } from './tpe-sampler.js'
import { TrialBook } from './trial-book.js'
import { TrialStorage } from './trial-storage.js'

/** System attributes of a stored study. */
const SEED = 'barcast:seed'
const BATCH_SIZE = 'barcast:batchSize'

function refuseDifference(name: string, what: string, stored: unknown, given: unknown): never {
  throw new BarcastError(
    'tuning/storage-differs',
    `Open study: ${what} of the stored study "${name}" must stay ${String(stored)}, found ${String(given)}`,
    { value: given, where: { path: what } },
  )
}

/** Of a stored study, what it was begun with; one of another program takes over what is given. */
function storedNumber(store: StudyStore, studyId: number, key: string, stored: unknown, given: number): number {
  if (typeof stored === 'number') return stored
  store.setStudyAttribute(studyId, 'system', key, given)
  return given
}

function openStored(
  store: StudyStore,
  { name, directions, seed, batchSize }: GivenStudy,
): { storage: TrialStorage; seed: number; batchSize: number } {
  const found = store.study(name)
  const id = found?.id ?? store.createStudy(name, directions)
  const stored = found?.systemAttributes ?? {}
  if (found !== undefined && found.directions.join() !== directions.join())
    refuseDifference(name, 'directions', found.directions.join(), directions.join())
  const kept = {
    seed: storedNumber(store, id, SEED, stored[SEED], seed ?? 0),
    batchSize: storedNumber(store, id, BATCH_SIZE, stored[BATCH_SIZE], batchSize ?? 1),
  }
  if (seed !== undefined && seed !== kept.seed) refuseDifference(name, 'seed', kept.seed, seed)
  if (batchSize !== undefined && batchSize !== kept.batchSize) refuseDifference(name, 'batchSize', kept.batchSize, batchSize)
  return { storage: new TrialStorage(store, id), ...kept }
}

function endInterrupted(book: TrialBook, interrupted: GivenStudy['interrupted'], atMs: number): void {
  for (const { number, state } of interrupted === 'leave' ? [] : [...book.records]) {
    if (state !== 'running') continue
    if (interrupted === 'rerun') book.giveBack(number, atMs)
    else book.finish(number, { state: 'failed', error: 'the process that ran it ended' }, atMs)
  }
}

/** The trials and settings that the options ask for. */
export function openBook(options: StudyOptions, clock: Clock): TrialBook {
  if ('snapshot' in options) {
    checkResumedStudy(options)
    const { records, ...settings } = readStudy(options.snapshot, options)
    return new TrialBook(settings, records)
  }
  const given = parseNewStudy(options)
  const { name, directions } = given
  const sampler = options.sampler ?? tpe()
  const pruner = options.pruner ?? (directions.length > 1 ? nopPruner() : medianPruner())
  if (options.storage === undefined) {
    const { seed = 0, batchSize = 1 } = given
    return new TrialBook({ name, directions, seed, batchSize, sampler, pruner }, [])
  }
  const { storage, seed, batchSize } = options.storage.transaction(() => openStored(options.storage!, given))
  const book = new TrialBook({ name, directions, seed, batchSize, sampler, pruner }, storage.changes(), storage)
  endInterrupted(book, given.interrupted, clock.nowMs())
  return book
}
