/**
 * Versions of models and bundles as opaque bytes: numbered, checked by SHA-256, with stages, aliases and lineage, in any object store.
 *
 * @example
 * import { createModelRegistry } from 'barcast/registry'
 *
 * const registry = createModelRegistry()
 * const bytes = new TextEncoder().encode('a model or a bundle')
 * await registry.register('btc_1h', bytes, { metadata: { dataHash: '9f…', runId: 'run-7' } })
 * const { version } = await registry.register('btc_1h', bytes)
 * await registry.setStage('btc_1h', version, 'production')
 * const { info } = await registry.load('btc_1h', { stage: 'production' })
 * console.log(info.version, info.sizeBytes) // 2 19
 *
 * @module registry
 */
export type { ModelStage } from './format.js'
export { MODEL_STAGES } from './format.js'
export type { VersionMetadata } from './metadata.js'
export type { ModelRegistry, RegisteredModel, RegisterOptions } from './model-registry.js'
export { createModelRegistry } from './model-registry.js'
export type { ModelVersion, VersionSelector } from './version-finder.js'
