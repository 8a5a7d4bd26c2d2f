import { BarcastError, isBarcastError } from '../../core/index.js'
import type { ModelRegistry, ModelVersion } from '../../registry/index.js'
import type { LoadedVersion, TrainedVersion } from './host.js'
import { type ChampionRecord, championOf, formerChampionOf, type RetrainingState } from './state.js'

/** Aliases in the registry; they follow the audit trail. */
export const CHAMPION_ALIAS = 'champion'
export const FORMER_ALIAS = 'former-champion'

/** What the system does in the registry. Each of it can be done again after a kill, and nothing of it comes before the event that decided it. */
export interface RegistryLink {
  /** Keeps what an attempt trained, or finds it when that was done before a kill. */
  keep(attempt: number, trained: () => Promise<TrainedVersion>, nowMs: number): Promise<ChampionRecord>
  /** @throws BarcastError `training/version-gone`, `training/version-replaced`. */
  load(record: ChampionRecord, noun: string): Promise<LoadedVersion>
  /** Sets stages and aliases as the state wants them, where they are not. @throws BarcastError `training/version-gone`. */
  follow(state: RetrainingState): Promise<void>
}

function gone(name: string, noun: string, version: number, cause?: unknown): BarcastError {
  return new BarcastError(
    'training/version-gone',
    `Use registry: version ${version} of "${name}", the ${noun}, must be in the registry, found none`,
    { value: version, where: { path: 'version' }, cause },
  )
}

function recordOf({ version, sha256, metadata }: ModelVersion, sinceMs: number): ChampionRecord {
  return {
    version,
    sha256,
    trainedToMs: metadata.trainedToMs as number,
    featureNames: metadata.featureNames as readonly string[],
    featuresHash: metadata.featuresHash!,
    sinceMs,
  }
}

function checkTrained(trained: TrainedVersion, nowMs: number): void {
  const refuse = (path: string, must: string, value: unknown): never => {
    throw new BarcastError('training/trained-version', `Keep trained version: ${path} must be ${must}, found ${String(value)}`, {
      value,
      where: { path },
    })
  }
  if (typeof trained !== 'object' || trained === null) refuse('what was trained', 'an object', trained)
  const { trainedToMs, featureNames, featuresHash } = trained
  if (!(Number.isFinite(trainedToMs) && trainedToMs <= nowMs)) refuse('trainedToMs', `a time up to now, ${nowMs}`, trainedToMs)
  if (!Array.isArray(featureNames) || featureNames.some((name) => typeof name !== 'string'))
    refuse('featureNames', 'a list of texts', featureNames)
  if (typeof featuresHash !== 'string' || featuresHash === '') refuse('featuresHash', 'a text that is not empty', featuresHash)
}

export function createRegistryLink(registry: ModelRegistry, name: string): RegistryLink {
  async function versions(): Promise<ModelVersion[]> {
    try {
      return await registry.versions(name)
    } catch (error) {
      if (isBarcastError(error, 'registry/unknown-model')) return []
      throw error
    }
  }

  async function setAlias(alias: string, record: ChampionRecord | undefined, known: readonly ModelVersion[], noun: string): Promise<void> {
    const holder = known.find(({ aliases }) => aliases.includes(alias))
    if (record === undefined) {
      if (holder !== undefined) await registry.deleteAlias(name, alias)
      return
    }
    if (holder?.version === record.version) return
    if (!known.some(({ version }) => version === record.version)) throw gone(name, noun, record.version)
    await registry.setAlias(name, alias, record.version)
  }

  /** What the registry was brought to last by this object. */
  let followed: RetrainingState | undefined

  return {
    async keep(attempt, train, nowMs) {
      const runId = `${name}-attempt-${attempt}`
      const kept = (await versions()).find(({ metadata }) => metadata.runId === runId)
      if (kept !== undefined) return recordOf(kept, nowMs)
      const trained = await train()
      checkTrained(trained, nowMs)
      const { trainedToMs, featureNames, featuresHash, metadata = {} } = trained
      const notes = { ...metadata, trainedToMs, featureNames, featuresHash, runId }
      return recordOf(await registry.register(name, trained.bytes, { metadata: notes }), nowMs)
    },
    async load(record, noun) {
      const { version } = record
      try {
        const { bytes, info } = await registry.load(name, { version })
        if (info.sha256 === record.sha256) return { version, bytes, sha256: info.sha256, metadata: info.metadata }
        throw new BarcastError(
          'training/version-replaced',
          `Use registry: version ${version} of "${name}" must have sha256 ${record.sha256}, found ${info.sha256}`,
          { value: info.sha256 },
        )
      } catch (error) {
        const missing = ['registry/unknown-version', 'registry/unknown-model', 'registry/missing-content'].some((code) =>
          isBarcastError(error, code),
        )
        throw missing ? gone(name, noun, version, error) : error
      }
    },
    async follow(state) {
      if (followed?.champions === state.champions && followed.stages === state.stages) return
      const known = await versions()
      await setAlias(CHAMPION_ALIAS, championOf(state), known, 'champion')
      await setAlias(FORMER_ALIAS, formerChampionOf(state), known, 'former champion')
      // Champions first: while stages change there is always one in production.
      const wanted = known.filter(({ version, stage }) => state.stages[version] !== undefined && state.stages[version] !== stage)
      wanted.sort((a, b) => Number(state.stages[b.version] === 'production') - Number(state.stages[a.version] === 'production'))
      for (const { version } of wanted) await registry.setStage(name, version, state.stages[version]!)
      followed = state
    },
  }
}
