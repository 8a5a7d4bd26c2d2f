import { BarcastError, createFrame, type Frame, sha256 } from '../core/index.js'
import { parseScaler, type Scaler } from '../features/index.js'
import { type Model, readModel, writeModel } from '../models/index.js'
import type { ObjectStore } from '../ports/index.js'
import { bytesOf, hashTrainingData, type TrainingData } from './data-hash.js'
import { readDocument, writeDocument } from './format.js'
import type { RunRecord } from './run-record.js'

/**
 * Where a finished run is kept whole: all rows given, model, scaler and record, each an object of its own, and last the list of them with their hashes. A backup cut short has
 * no list and is none.
 */
export interface BackupPlace {
  objects: ObjectStore
  /** What the objects' keys begin with. */
  key: string
}

/** A run as {@link restoreTraining} gives it back. */
export interface RestoredTraining extends TrainingData {
  model: Model
  scaler: Scaler | undefined
  record: RunRecord
}

const LIST = 'barcast-training-backup'
const COLUMNS = ['timeMs', 'value', 't0', 't1', 'weights', 'outcome'] as const

const refuse = (rule: string, message: string, key: string, value: unknown): never => {
  throw new BarcastError(`training/backup-${rule}`, `Restore training: ${key}: ${message}`, { value, where: { path: key } })
}

/** Writes data, model, scaler and record of a run. @throws those of the store. */
export async function backUpTraining({ objects, key }: BackupPlace, run: RestoredTraining): Promise<void> {
  const { X, classNames, model, scaler, record } = run
  const hashes: Record<string, string> = {}
  const put = async (name: string, bytes: Uint8Array): Promise<void> => {
    hashes[name] = sha256(bytes)
    await objects.put(`${key}/${name}`, bytes)
  }
  for (const [k, name] of X.names.entries()) await put(`feature-${k}`, bytesOf(X.column(name)))
  for (const name of COLUMNS) {
    const column = name === 'timeMs' ? X.timeMs : run[name]
    if (column !== undefined) await put(name, bytesOf(column))
  }
  await put('model', new TextEncoder().encode(writeModel(model)))
  const list = { rows: X.length, features: [...X.names], classNames: [...classNames], hashes, record: record as never }
  await objects.put(`${key}/backup`, writeDocument(LIST, { ...list, ...(scaler === undefined ? {} : { scaler: scaler as never }) }))
}

/** The object's bytes, checked against the list. */
async function read({ objects, key }: BackupPlace, name: string, expected: string): Promise<Uint8Array> {
  const at = `${key}/${name}`
  const bytes = (await objects.get(at)) ?? refuse('missing', 'must be there as the list says, found none', at, undefined)
  const found = sha256(bytes)
  return found === expected ? bytes : refuse('altered', `sha256 must be ${expected}, found ${found}`, at, found)
}

/**
 * Gives back what `runTrainingPipeline` kept under `backup`: training data to the bit, model, scaler and record. Every object is checked by its hash, and the data as a whole
 * by the one in the record.
 *
 * @throws BarcastError `training/backup-missing`, `training/backup-altered`, `training/backup-format`, `training/backup-version`; those of the store and of the model's format.
 *
 * @example
 * const { X, value, classNames, model, record } = await restoreTraining({ objects: createFileStore('backups'), key: 'btc-1h/2024-06-01' })
 * console.log(record.id, classNames[value[0]!], model.predict(X.slice(0, 1)).data)
 */
export async function restoreTraining(place: BackupPlace): Promise<RestoredTraining> {
  const listKey = `${place.key}/backup`
  const bytes = (await place.objects.get(listKey)) ?? refuse('missing', 'must be a backup, found none', listKey, undefined)
  const { features, classNames, hashes, scaler, record } = readDocument(LIST, bytes, listKey)
  const column = async (name: string): Promise<Float64Array> => new Float64Array((await read(place, name, hashes[name]!)).slice().buffer)
  const optional = async (name: string) => (hashes[name] === undefined ? undefined : column(name))
  const columns = new Map<string, Float64Array>()
  for (const [k, name] of features.entries()) columns.set(name, await column(`feature-${k}`))
  const X: Frame = createFrame({ columns, timeMs: await column('timeMs') })
  const value = new Int32Array((await read(place, 'value', hashes.value!)).slice().buffer)
  const [t0, t1] = [await column('t0'), await column('t1')]
  const data: TrainingData = { X, value, classNames, t0, t1, weights: await optional('weights'), outcome: await optional('outcome') }
  const run = record as unknown as RunRecord
  const found = hashTrainingData(data)
  if (found !== run.data.sha256) refuse('altered', `data must be those of the record, ${run.data.sha256}, found ${found}`, listKey, found)
  const { model } = readModel(new TextDecoder().decode(await read(place, 'model', hashes.model!)))
  return { ...data, model, scaler: scaler === undefined ? undefined : parseScaler(scaler), record: run }
}
