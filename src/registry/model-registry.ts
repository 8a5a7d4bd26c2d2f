import { BarcastError, sha256 } from '../core/index.js'
import { createMemoryStore } from '../memory/index.js'
import type { Clock, ObjectStore } from '../ports/index.js'
import type { ModelStage } from './format.js'
import { checkMetadata, type VersionMetadata } from './metadata.js'
import { checkName } from './name.js'
import { createVersionFiles, type ModelKeys, type VersionRecord } from './version-files.js'
import { checkStage, createVersionFinder, type ModelVersion, type VersionSelector } from './version-finder.js'

export interface RegisteredModel {
  readonly name: string
  readonly latestVersion: number
  readonly versions: number
}

export interface RegisterOptions {
  /** JSON values; see {@link VersionMetadata} for the lineage. */
  metadata?: VersionMetadata
}

/**
 * Versions of opaque bytes (models, bundles) by name. Nothing is ever overwritten: each registration is a new version, and old ones stay until they
 * are deleted. Names are 1 to 128 letters, digits, ".", "_" and "-" (`registry/name`).
 */
export interface ModelRegistry {
  /**
   * Keeps the bytes as the next version of the name. Safe among processes: each gets a number of its own.
   *
   * @throws BarcastError `registry/name`, `registry/bytes`, `registry/metadata`, the errors of the newest version's record, and `registry/store`
   * for a store that breaks its contract.
   */
  register(name: string, bytes: Uint8Array, options?: RegisterOptions): Promise<ModelVersion>
  /**
   * {@link register} for a name that must be free, unless `overwrite` says that a newer version may take its place (older ones stay
   * loadable by their number). Of several processes that save a free name at once, one succeeds.
   *
   * @throws BarcastError `registry/exists`, and the errors of `register`.
   */
  save(name: string, bytes: Uint8Array, options?: RegisterOptions & { overwrite?: boolean }): Promise<ModelVersion>
  /**
   * The bytes as they were registered.
   *
   * @throws BarcastError `registry/unknown-model`, `registry/unknown-version`, `registry/unknown-alias`, `registry/no-version-in-stage`,
   * `registry/selector`; for a store that was tampered with `registry/missing-content`, `registry/truncated`, `registry/altered`,
   * `registry/format`; `registry/newer-version` for what a newer barcast wrote.
   */
  load(name: string, which?: VersionSelector): Promise<{ bytes: Uint8Array; info: ModelVersion }>
  /** Every name that has a version, ascending. */
  list(): Promise<RegisteredModel[]>
  /** Ascending. @throws BarcastError `registry/unknown-model`, and the errors of a record. */
  versions(name: string): Promise<ModelVersion[]>
  /** As `load`, without the bytes. */
  info(name: string, which?: VersionSelector): Promise<ModelVersion>
  /**
   * Deletes a version's bytes, or those of all versions of the name. The record of a version stays in the store, so that its number is not given again.
   *
   * @throws BarcastError `registry/in-use` for a version in production or with an alias (nothing is deleted then), `registry/unknown-model`,
   * `registry/unknown-version`.
   */
  delete(name: string, version?: number): Promise<void>
  /** Several versions can be in one stage; the newest of them is what `load(name, { stage })` gives. @throws BarcastError `registry/unknown-stage`, as `info`. */
  setStage(name: string, version: number, stage: ModelStage): Promise<void>
  /** Makes the alias name this version, and no longer another. @throws BarcastError `registry/name`, as `info`. */
  setAlias(name: string, alias: string, version: number): Promise<void>
  /** @throws BarcastError `registry/unknown-alias`. */
  deleteAlias(name: string, alias: string): Promise<void>
}

const wallClock: Clock = { nowMs: () => Date.now() }

function checkBytes(bytes: Uint8Array): void {
  if (bytes instanceof Uint8Array && bytes.length > 0) return
  const found = bytes instanceof Uint8Array ? 'none' : typeof bytes
  throw new BarcastError('registry/bytes', `Register model: need a Uint8Array of one byte or more, found ${found}`, { value: bytes })
}

/**
 * A registry over an {@link ObjectStore}, which defaults to memory; several processes may share one store. A version appears whole or not at all,
 * whenever a process dies, and its bytes are compared with their SHA-256 at each load.
 *
 * @param clock Source of `createdMs` and of the times of stages. Default: the time of day.
 *
 * @example
 * const registry = createModelRegistry({ store: createFileStore('models') })
 * const { version } = await registry.register('btc_1h', bytes, { metadata: { dataHash, runId } })
 * await registry.setStage('btc_1h', version, 'production')
 * const { bytes: live } = await registry.load('btc_1h', { stage: 'production' })
 */
export function createModelRegistry({
  store = createMemoryStore(),
  clock = wallClock,
}: {
  store?: ObjectStore
  clock?: Clock
} = {}): ModelRegistry {
  const files = createVersionFiles(store)
  const finder = createVersionFinder(files)

  /** Keys of the name and the number after its last one, which must be above `lost`: a store that hides what it will not create again is faulty. */
  async function nextVersion(name: string, lost: number, mustBeFree: boolean): Promise<{ version: number; keys: ModelKeys }> {
    const keys = (await files.keys(name)).get(name) ?? { recorded: [], live: [], staged: new Set(), aliases: [] }
    const refuse = (rule: string, action: string, must: string, value: unknown): never => {
      throw new BarcastError(`registry/${rule}`, `${action}: ${must} of "${name}"`, { value, where: { path: 'name' } })
    }
    const taken = keys.live.at(-1)
    if (mustBeFree && taken !== undefined)
      refuse('exists', 'Save model', `the name must be free (or pass { overwrite: true }), found version ${taken}`, name)
    const last = keys.recorded.at(-1) ?? 0
    if (last < lost) refuse('store', 'Register model', `the store must list what it will not create again, found no version ${lost}`, lost)
    // Refuses to go on after a version that a newer barcast wrote, or one that is damaged.
    if (last > 0) await finder.recordOf(name, last, 'Register model')
    return { version: last + 1, keys }
  }

  async function add(name: string, bytes: Uint8Array, given: VersionMetadata, mustBeFree: boolean): Promise<ModelVersion> {
    checkName(name, 'name', 'Register model')
    checkBytes(bytes)
    checkMetadata(given)
    const copy = Uint8Array.from(bytes)
    const metadata = structuredClone(given) as VersionRecord['metadata']
    const content = { name, contentSha256: sha256(copy), sizeBytes: copy.length, metadata }
    for (let lost = 0; ; ) {
      const { version, keys } = await nextVersion(name, lost, mustBeFree)
      const record = { ...content, version, createdMs: clock.nowMs() }
      if (await files.create(record, copy)) return finder.describe(record, keys, new Map(), 'Register model')
      lost = version
    }
  }

  async function find(name: string, which: VersionSelector, action: string): Promise<{ record: VersionRecord; info: ModelVersion }> {
    const keys = await finder.keysOf(name, action)
    const record = await finder.recordOf(name, await finder.resolve(name, which, keys, action), action)
    return { record, info: await finder.describe(record, keys, await finder.aliasesOf(name, keys, action), action) }
  }

  return {
    register: (name, bytes, { metadata = {} } = {}) => add(name, bytes, metadata, false),
    save: (name, bytes, { metadata = {}, overwrite = false } = {}) => add(name, bytes, metadata, !overwrite),
    async load(name, which = {}) {
      const { record, info } = await find(name, which, 'Load model')
      return { bytes: await files.content(record, 'Load model'), info }
    },
    async list() {
      const models = [...(await files.keys())].filter(([, { live }]) => live.length > 0)
      return models.map(([name, { live }]) => ({ name, latestVersion: live.at(-1)!, versions: live.length }))
    },
    async versions(name) {
      const action = 'List versions'
      const keys = await finder.keysOf(name, action)
      const aliases = await finder.aliasesOf(name, keys, action)
      const found: ModelVersion[] = []
      for (const version of keys.live)
        found.push(await finder.describe(await finder.recordOf(name, version, action), keys, aliases, action))
      return found
    },
    info: async (name, which = {}) => (await find(name, which, 'Get model info')).info,
    async delete(name, version) {
      const action = 'Delete model'
      const keys = await finder.keysOf(name, action)
      const doomed = version === undefined ? keys.live : [finder.checkLive(name, version, keys, action)]
      const aliases = await finder.aliasesOf(name, keys, action)
      for (const number of doomed) {
        const { stage } = await finder.stageOf(name, number, keys, action)
        const names = aliases.get(number)
        if (stage !== 'production' && names === undefined) continue
        const use = names === undefined ? 'in production' : `with the alias ${names.join(', ')}`
        throw new BarcastError(
          'registry/in-use',
          `${action}: a version must be out of production and without alias, found version ${number} of "${name}" ${use}`,
          {
            value: number,
            where: { path: 'version' },
          },
        )
      }
      for (const number of doomed) {
        const record = await finder.recordOf(name, number, action)
        await files.write('deletion', name, number, { name, version: number, deletedMs: clock.nowMs() })
        await files.removeContent(record)
      }
    },
    async setStage(name, version, stage) {
      const action = 'Set stage'
      checkStage(stage, action)
      finder.checkLive(name, version, await finder.keysOf(name, action), action)
      await files.write('stage', name, version, { name, version, stage, sinceMs: clock.nowMs() })
    },
    async setAlias(name, alias, version) {
      const action = 'Set alias'
      checkName(alias, 'alias', action)
      finder.checkLive(name, version, await finder.keysOf(name, action), action)
      await files.write('alias', name, alias, { name, alias, version, sinceMs: clock.nowMs() })
    },
    async deleteAlias(name, alias) {
      const action = 'Delete alias'
      const keys = await finder.keysOf(name, action)
      await finder.aliasVersion(name, alias, keys, action)
      await files.remove('alias', name, alias)
    },
  }
}
