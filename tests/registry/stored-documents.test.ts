import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { createMemoryStore } from 'barcast/memory'
import { createModelRegistry, type ModelVersion, type RegisteredModel } from 'barcast/registry'
import { expect, it } from 'vitest'

const read = (name: string): string => readFileSync(new URL(`../golden/stored-documents/${name}`, import.meta.url), 'utf8')
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

it('a registry of format version 1 is read as it was written, and goes on', async () => {
  const { objects, expected }: { objects: Record<string, string>; expected: { list: RegisteredModel[]; versions: ModelVersion[] } } =
    JSON.parse(read('registry-v1.json'))
  const store = createMemoryStore()
  for (const [key, text] of Object.entries(objects)) await store.put(key, encode(text))
  const registry = createModelRegistry({ store })
  expect(await registry.list()).toEqual(expected.list)
  const withoutUndefined = JSON.parse(JSON.stringify(await registry.versions('btc_1h')))
  expect(withoutUndefined).toEqual(expected.versions)
  expect(decode((await registry.load('btc_1h', { stage: 'production' })).bytes)).toBe('the first')
  expect(decode((await registry.load('btc_1h', { alias: 'champion' })).bytes)).toBe('the second')
  expect((await registry.register('btc_1h', encode('the fourth'))).version).toBe(4)
})

it('a bundle comes back from files as the same bundle, to the byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'barcast-bundle-'))
  try {
    const text = read('bundle-v1.json')
    await createModelRegistry({ store: createFileStore(folder) }).register('bundle', encode(text))
    const { bytes } = await createModelRegistry({ store: createFileStore(folder) }).load('bundle')
    expect(decode(bytes)).toBe(text)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
