/*
 * Writes registry-v1.json beside itself: every object of a small registry of format version 1, as text by key. Run it once per format version, never
 * to make a failing test pass: `tsx tests/golden/stored-documents/make-registry.ts`.
 */
import { writeFileSync } from 'node:fs'
import { createMemoryStore } from 'barcast/memory'
import { createModelRegistry } from 'barcast/registry'

const store = createMemoryStore()
let now = Date.UTC(2026, 10, 21)
const registry = createModelRegistry({ store, clock: { nowMs: () => (now += 60_000) } })
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

await registry.register('btc_1h', encode('the first'), {
  metadata: { dataHash: 'd1', featuresHash: 'f1', runId: 'r1', notes: [1, null, 'ä'] },
})
await registry.register('btc_1h', encode('the second'))
await registry.register('btc_1h', encode('the third'))
await registry.setStage('btc_1h', 1, 'production')
await registry.setAlias('btc_1h', 'champion', 2)
await registry.delete('btc_1h', 3)

const objects: Record<string, string> = {}
for (const key of await store.list('')) objects[key] = new TextDecoder().decode(await store.get(key))
const expected = { list: await registry.list(), versions: await registry.versions('btc_1h') }
writeFileSync(new URL('registry-v1.json', import.meta.url), `${JSON.stringify({ objects, expected }, undefined, 1)}\n`)
