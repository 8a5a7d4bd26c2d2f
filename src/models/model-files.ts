import { BarcastError, unknownNameError } from '../core/index.js'
import type { ObjectStore } from '../ports/index.js'
import { type ModelFile, readModelFile, writeModelFile } from './format.js'
import { checkMetadata } from './metadata.js'
import type { ImputerChoice } from './missing-values.js'
import type { Model, ModelType } from './model.js'

/** What is known of a stored model without training or predicting. */
export interface ModelInfo {
  name: string
  modelType: ModelType
  featureNames: readonly string[]
  classNames: readonly string[]
  params: Model['params']
  /** What fills missing values before the model sees them. */
  imputer: ImputerChoice
  metadata: ModelFile['metadata']
  /** SHA-256 of the stored content. */
  sha256: string
  sizeBytes: number
}

const PREFIX = 'models/'

/** A name is one path segment: no slashes, no leading dot, nothing that a file system or a URL reads otherwise. */
function keyOf(name: string, action: string): string {
  if (typeof name === 'string' && /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(name)) return `${PREFIX}${name}`
  throw new BarcastError(
    'models/name',
    `${action}: a name must be 1 to 128 letters, digits, ".", "_" or "-" and not begin with "." or "-", found ${JSON.stringify(name)}`,
    { value: name, where: { path: 'name' } },
  )
}

/** Stored models of one store, by name. */
export interface ModelFiles {
  names(): Promise<string[]>
  read(name: string, action: string): Promise<ModelFile & { sizeBytes: number }>
  write(name: string, model: Model, metadata: unknown, overwrite: boolean): Promise<void>
  remove(name: string): Promise<void>
}

/** Model files in a store, under `models/<name>`. */
export function createModelFiles(store: ObjectStore): ModelFiles {
  const names = async (): Promise<string[]> => (await store.list(PREFIX)).map((key) => key.slice(PREFIX.length))
  const unknown = async (name: string, action: string): Promise<BarcastError> =>
    unknownNameError('models/unknown-model', action, 'model', name, await names(), { path: 'name' })
  return {
    names,
    async read(name, action) {
      const bytes = await store.get(keyOf(name, action))
      if (bytes === undefined) throw await unknown(name, action)
      return { ...readModelFile(new TextDecoder().decode(bytes)), sizeBytes: bytes.length }
    },
    async write(name, model, metadata, overwrite) {
      const key = keyOf(name, 'Save model')
      checkMetadata(metadata, 'Save model')
      const bytes = new TextEncoder().encode(writeModelFile(model.toJson(), metadata))
      if (overwrite) await store.put(key, bytes)
      // One step, so that of two processes with the same name one is told.
      else if (!(await store.putIfAbsent(key, bytes))) {
        throw new BarcastError(
          'models/exists',
          `Save model: the name must be free (or pass { overwrite: true }), found a model "${name}"`,
          {
            value: name,
            where: { path: 'name' },
          },
        )
      }
    },
    async remove(name) {
      const there = await store.delete(keyOf(name, 'Delete model'))
      if (!there) throw await unknown(name, 'Delete model')
    },
  }
}
