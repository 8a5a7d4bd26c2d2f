import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { createModelRegistry } from 'barcast/registry'
import { afterAll, expect, it } from 'vitest'
import { bundleProgram, writeAndDie } from '../adapters/object-store/processes.js'

const folder = mkdtempSync(join(tmpdir(), 'barcast-registrars-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('processes that register one name at once, and are killed, get a number each and lose nothing', async () => {
  const program = await bundleProgram(new URL('killed-registrar.ts', import.meta.url), folder)
  const storeFolder = join(folder, 'store')
  const registry = createModelRegistry({ store: createFileStore(storeFolder) })
  const acknowledged = new Map<string, string>()
  for (let round = 0; round < 4; round++) {
    const outcomes = await Promise.all(['one', 'two'].map((who) => writeAndDie(program, [storeFolder, who], 60 + 25 * round)))
    for (const { said, signal } of outcomes) {
      expect(signal).toBe('SIGKILL')
      for (const line of said.split('\n').slice(0, -1)) {
        const [version, content] = line.split(' ') as [string, string]
        expect(acknowledged.has(version)).toBe(false)
        acknowledged.set(version, content)
      }
    }
    const versions = await registry.versions('m')
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, i) => i + 1))
    for (const { version } of versions) {
      const text = new TextDecoder().decode((await registry.load('m', { version })).bytes)
      const content = text.slice(0, text.length / 500)
      expect(text).toBe(content.repeat(500))
      expect(acknowledged.get(String(version)) ?? content).toBe(content)
    }
    expect(versions.length).toBeGreaterThanOrEqual(acknowledged.size - 1)
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(8)
  expect(new TextDecoder().decode((await registry.load('first')).bytes)).toBe(acknowledged.get('first'))
  expect((await registry.versions('first')).length).toBe(1)
})
