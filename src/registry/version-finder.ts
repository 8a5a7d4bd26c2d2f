import { BarcastError, unknownNameError } from '../core/index.js'
import { MODEL_STAGES, type ModelStage } from './format.js'
import type { VersionMetadata } from './metadata.js'
import { checkName } from './name.js'
import type { ModelKeys, VersionFiles, VersionRecord } from './version-files.js'

/** What is known of a version without reading its bytes. */
export interface ModelVersion {
  readonly name: string
  /** 1, 2, 3 … per name; a number is given once, also when its version was deleted. */
  readonly version: number
  /** SHA-256 of the bytes. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly createdMs: number
  readonly metadata: VersionMetadata
  /** `none` until one is set. */
  readonly stage: ModelStage
  /** When the stage was set; undefined until then. */
  readonly stageSinceMs: number | undefined
  /** Aliases that name this version now, ascending. */
  readonly aliases: readonly string[]
}

/** Which version: by number, by alias, or the newest one in a stage. Nothing given is the newest of all. */
export interface VersionSelector {
  version?: number
  alias?: string
  stage?: ModelStage
}

const SELECTORS = ['version', 'alias', 'stage']

/** @throws BarcastError `registry/unknown-stage`, with the nearest one. */
export function checkStage(stage: string, action: string): void {
  if (!MODEL_STAGES.some((known) => known === stage))
    throw unknownNameError('registry/unknown-stage', action, 'stage', String(stage), MODEL_STAGES, { path: 'stage' })
}

function checkSelector(which: VersionSelector, action: string): void {
  const given = Object.entries(which).filter(([, value]) => value !== undefined)
  for (const [field] of given)
    if (!SELECTORS.includes(field)) throw unknownNameError('registry/selector', action, 'selector', field, SELECTORS, { path: field })
  if (given.length > 1) {
    const found = given.map(([field]) => field).join(' and ')
    throw new BarcastError('registry/selector', `${action}: give one of version, alias and stage, found ${found}`, { value: found })
  }
}

/** Keys and records of one registry, and which version is meant. */
export function createVersionFinder(files: VersionFiles) {
  async function keysOf(name: string, action: string): Promise<ModelKeys> {
    checkName(name, 'name', action)
    const keys = (await files.keys(name)).get(name)
    if (keys !== undefined && keys.live.length > 0) return keys
    const known = [...(await files.keys())].filter(([, { live }]) => live.length > 0).map(([other]) => other)
    throw unknownNameError('registry/unknown-model', action, 'model', name, known, { path: 'name' })
  }

  async function aliasVersion(name: string, alias: string, keys: ModelKeys, action: string): Promise<number> {
    checkName(alias, 'alias', action)
    const record = await files.read('alias', name, alias, action)
    if (record === undefined) throw unknownNameError('registry/unknown-alias', action, 'alias', alias, keys.aliases, { path: 'alias' })
    return record.version
  }

  async function newestInStage(name: string, stage: ModelStage, keys: ModelKeys, action: string): Promise<number> {
    checkStage(stage, action)
    for (const version of [...keys.live].reverse()) if ((await stageOf(name, version, keys, action)).stage === stage) return version
    throw new BarcastError('registry/no-version-in-stage', `${action}: a version of "${name}" must be in stage ${stage}, found none`, {
      value: stage,
      where: { path: 'stage' },
    })
  }

  async function stageOf(name: string, version: number, keys: ModelKeys, action: string) {
    const record = keys.staged.has(version) ? await files.read('stage', name, version, action) : undefined
    return { stage: record?.stage ?? ('none' as const), stageSinceMs: record?.sinceMs }
  }

  function checkLive(name: string, version: number, { live, recorded }: ModelKeys, action: string): number {
    if (live.includes(version)) return version
    const found = recorded.includes(version) ? `${version}, which was deleted` : String(version)
    throw new BarcastError('registry/unknown-version', `${action}: "${name}" has the versions ${live.join(', ')}, found ${found}`, {
      value: version,
      where: { path: 'version' },
    })
  }

  async function resolve(name: string, which: VersionSelector, keys: ModelKeys, action: string): Promise<number> {
    checkSelector(which, action)
    if (which.version !== undefined) return checkLive(name, which.version, keys, action)
    if (which.alias !== undefined) return checkLive(name, await aliasVersion(name, which.alias, keys, action), keys, action)
    if (which.stage !== undefined) return newestInStage(name, which.stage, keys, action)
    return keys.live.at(-1)!
  }

  /** Which aliases each version has. */
  async function aliasesOf(name: string, keys: ModelKeys, action: string): Promise<Map<number, string[]>> {
    const found = new Map<number, string[]>()
    for (const alias of keys.aliases) {
      const record = await files.read('alias', name, alias, action)
      if (record !== undefined) found.set(record.version, [...(found.get(record.version) ?? []), alias])
    }
    return found
  }

  async function recordOf(name: string, version: number, action: string): Promise<VersionRecord> {
    const record = await files.read('version', name, version, action)
    if (record !== undefined) return record
    throw new BarcastError('registry/unknown-version', `${action}: version ${version} of "${name}" must be there, found none`, {
      value: version,
    })
  }

  async function describe(
    record: VersionRecord,
    keys: ModelKeys,
    aliases: ReadonlyMap<number, string[]>,
    action: string,
  ): Promise<ModelVersion> {
    const { name, version, contentSha256, sizeBytes, createdMs, metadata } = record
    const stage = await stageOf(name, version, keys, action)
    return { name, version, sha256: contentSha256, sizeBytes, createdMs, metadata, ...stage, aliases: aliases.get(version) ?? [] }
  }

  return { keysOf, resolve, checkLive, aliasVersion, stageOf, aliasesOf, recordOf, describe }
}
