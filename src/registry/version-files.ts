import { BarcastError, sha256 } from '../core/index.js'
import type { ObjectStore } from '../ports/index.js'
import { parseRecord, type RecordKind, type RegistryRecord, writeRecord } from './format.js'

/*
 * What a model has in the store, below registry/<name>/:
 *   content/<n>-<sha256>  the bytes of version n
 *   versions/<n>          its record, created once and never changed: with it the version exists
 *   stages/<n>            its stage, when one was set
 *   aliases/<alias>       the version an alias names
 *   deleted/<n>           says that version n is gone; its number is not given again
 */

const PREFIX = 'registry/'

const FOLDERS = { version: 'versions', stage: 'stages', alias: 'aliases', deletion: 'deleted' } as const satisfies Record<
  RecordKind,
  string
>

/** Numbers and aliases in the keys of one model. */
export interface ModelKeys {
  /** Every version there ever was, ascending. */
  recorded: number[]
  /** Those that were not deleted, ascending. */
  live: number[]
  /** Those with a stage record. */
  staged: ReadonlySet<number>
  aliases: string[]
}

export type VersionRecord = RegistryRecord<'version'>

/** Reads and writes the records and contents of one registry. */
export interface VersionFiles {
  /** Of each model, by name, ascending; also of models all of whose versions were deleted. */
  keys(name?: string): Promise<Map<string, ModelKeys>>
  /** Undefined when there is no such record. */
  read<K extends RecordKind>(kind: K, name: string, id: string | number, action: string): Promise<RegistryRecord<K> | undefined>
  write<K extends RecordKind>(kind: K, name: string, id: string | number, record: RegistryRecord<K>): Promise<void>
  remove(kind: RecordKind, name: string, id: string | number): Promise<void>
  /** True when this call made the version: of several registrations of one number, in whatever process, one succeeds. */
  create(record: VersionRecord, bytes: Uint8Array): Promise<boolean>
  content(record: VersionRecord, action: string): Promise<Uint8Array>
  removeContent(record: VersionRecord): Promise<void>
}

const keyOf = (kind: RecordKind, name: string, id: string | number): string => `${PREFIX}${name}/${FOLDERS[kind]}/${id}`

const contentKey = ({ name, version, contentSha256 }: VersionRecord): string => `${PREFIX}${name}/content/${version}-${contentSha256}`

function identityOf(kind: RecordKind, name: string, id: string | number): object {
  return kind === 'alias' ? { name, alias: id } : { name, version: id }
}

function sortKeys(keys: readonly string[]): Map<string, ModelKeys> {
  const models = new Map<string, { versions: number[]; deleted: Set<number>; staged: Set<number>; aliases: string[] }>()
  for (const key of keys) {
    const [name, folder, id] = key.slice(PREFIX.length).split('/') as [string, string?, string?]
    if (folder === undefined || id === undefined || (folder !== FOLDERS.alias && !/^[1-9]\d*$/.test(id))) continue
    const model = models.get(name) ?? { versions: [], deleted: new Set(), staged: new Set(), aliases: [] }
    models.set(name, model)
    if (folder === FOLDERS.version) model.versions.push(Number(id))
    else if (folder === FOLDERS.deletion) model.deleted.add(Number(id))
    else if (folder === FOLDERS.stage) model.staged.add(Number(id))
    else if (folder === FOLDERS.alias) model.aliases.push(id)
  }
  return new Map(
    [...models]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { versions, deleted, staged, aliases }]) => {
        const recorded = versions.sort((a, b) => a - b)
        return [name, { recorded, live: recorded.filter((version) => !deleted.has(version)), staged, aliases }]
      }),
  )
}

function checkContent(record: VersionRecord, bytes: Uint8Array | undefined, action: string): Uint8Array {
  const key = contentKey(record)
  const refuse = (rule: string, must: string, found: unknown): never => {
    throw new BarcastError(`registry/${rule}`, `${action}: ${key}: content must ${must}, found ${String(found)}`, {
      value: found,
      where: { path: key },
    })
  }
  if (bytes === undefined) return refuse('missing-content', 'be there', 'none')
  if (bytes.length < record.sizeBytes) return refuse('truncated', `have the ${record.sizeBytes} bytes that were registered`, bytes.length)
  const digest = sha256(bytes)
  if (digest !== record.contentSha256) return refuse('altered', `have the registered sha256 ${record.contentSha256}`, digest)
  return bytes
}

export function createVersionFiles(store: ObjectStore): VersionFiles {
  async function read<K extends RecordKind>(
    kind: K,
    name: string,
    id: string | number,
    action: string,
  ): Promise<RegistryRecord<K> | undefined> {
    const key = keyOf(kind, name, id)
    const bytes = await store.get(key)
    return bytes === undefined ? undefined : parseRecord(kind, bytes, identityOf(kind, name, id), key, action)
  }
  return {
    keys: async (name) => sortKeys(await store.list(name === undefined ? PREFIX : `${PREFIX}${name}/`)),
    read,
    write: (kind, name, id, record) => store.put(keyOf(kind, name, id), writeRecord(kind, record)),
    async remove(kind, name, id) {
      await store.delete(keyOf(kind, name, id))
    },
    async create(record, bytes) {
      const { name, version } = record
      // The content comes first, so that a version whose record exists is complete. Who loses the number takes its content away again,
      // unless the winner registered the same bytes.
      await store.put(contentKey(record), bytes)
      if (await store.putIfAbsent(keyOf('version', name, version), writeRecord('version', record))) return true
      const winner = await read('version', name, version, 'Register model')
      if (winner?.contentSha256 !== record.contentSha256) await store.delete(contentKey(record))
      return false
    },
    content: async (record, action) => checkContent(record, await store.get(contentKey(record)), action),
    async removeContent(record) {
      await store.delete(contentKey(record))
    },
  }
}
