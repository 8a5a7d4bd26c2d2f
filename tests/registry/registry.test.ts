import { sha256 } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import type { ObjectStore } from 'barcast/ports'
import { createModelRegistry, MODEL_STAGES, type ModelStage, type VersionMetadata, type VersionSelector } from 'barcast/registry'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** A registry whose clock goes on by a second at each look. */
function newRegistry(store: ObjectStore = createMemoryStore()) {
  let now = 1_700_000_000_000
  return createModelRegistry({ store, clock: { nowMs: () => (now += 1000) } })
}

describe('versions', () => {
  it('are numbered from 1 and give back their bytes', async () => {
    const registry = newRegistry()
    const first = await registry.register('btc_1h', bytesOf('one'), {
      metadata: { dataHash: 'd1', featuresHash: 'f1', runId: 'r1', score: 0.5 },
    })
    expect(first).toEqual({
      name: 'btc_1h',
      version: 1,
      sha256: sha256('one'),
      sizeBytes: 3,
      createdMs: 1_700_000_001_000,
      metadata: { dataHash: 'd1', featuresHash: 'f1', runId: 'r1', score: 0.5 },
      stage: 'none',
      stageSinceMs: undefined,
      aliases: [],
    })
    const second = await registry.register('btc_1h', bytesOf('two'))
    expect(second).toMatchObject({ version: 2, metadata: {} })
    const latest = await registry.load('btc_1h')
    expect(textOf(latest.bytes)).toBe('two')
    expect(latest.info).toEqual(second)
    const old = await registry.load('btc_1h', { version: 1 })
    expect(textOf(old.bytes)).toBe('one')
    expect(old.info).toEqual(first)
    expect(await registry.versions('btc_1h')).toEqual([first, second])
    expect(await registry.info('btc_1h', { version: 1 })).toEqual(first)
    expect(await registry.list()).toEqual([{ name: 'btc_1h', latestVersion: 2, versions: 2 }])
  })

  it('count past 9 in numbers, not in letters', async () => {
    const registry = newRegistry()
    for (let i = 1; i <= 12; i++) await registry.register('m', bytesOf(`content ${i}`))
    expect((await registry.versions('m')).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(textOf((await registry.load('m')).bytes)).toBe('content 12')
  })

  it('of names that differ in case alone, or that begin alike, are apart', async () => {
    const registry = newRegistry()
    for (const name of ['btc', 'BTC', 'btc_1h', 'btc.1']) await registry.register(name, bytesOf(name))
    expect((await registry.list()).map(({ name }) => name)).toEqual(['BTC', 'btc', 'btc.1', 'btc_1h'])
    for (const name of ['btc', 'BTC', 'btc_1h', 'btc.1']) expect(textOf((await registry.load(name)).bytes)).toBe(name)
  })

  it('hold bytes of their own', async () => {
    const registry = newRegistry()
    const given = bytesOf('abc')
    const notes = { tags: ['a'] }
    const registering = registry.register('m', given, { metadata: notes })
    given.fill(0)
    notes.tags.push('late')
    expect((await registering).metadata).toEqual({ tags: ['a'] })
    expect((await registry.info('m')).metadata).toEqual({ tags: ['a'] })
    const { bytes } = await registry.load('m')
    bytes.fill(0)
    expect(textOf((await registry.load('m')).bytes)).toBe('abc')
  })

  it('a number is not given again, nor are its bytes kept, after it was deleted', async () => {
    const store = createMemoryStore()
    const registry = newRegistry(store)
    for (const content of ['one', 'two', 'three']) await registry.register('m', bytesOf(content))
    await registry.delete('m', 3)
    expect((await registry.load('m')).info.version).toBe(2)
    await expect(registry.load('m', { version: 3 })).rejects.toMatchObject({
      code: 'registry/unknown-version',
      message: 'Load model: "m" has the versions 1, 2, found 3, which was deleted',
    })
    expect((await registry.register('m', bytesOf('four'))).version).toBe(4)
    await registry.delete('m')
    expect(await registry.list()).toEqual([])
    expect((await store.list('')).filter((key) => key.includes('content'))).toEqual([])
    await expect(registry.load('m')).rejects.toMatchObject({ code: 'registry/unknown-model' })
    expect((await registry.save('m', bytesOf('five'))).version).toBe(5)
  })

  it('of equal bytes do not share them', async () => {
    const registry = newRegistry()
    await registry.register('m', bytesOf('same'))
    await registry.register('m', bytesOf('same'))
    await registry.delete('m', 1)
    expect(textOf((await registry.load('m')).bytes)).toBe('same')
  })
})

describe('save', () => {
  it('refuses a name that is taken, unless told to overwrite; the old version stays', async () => {
    const registry = newRegistry()
    expect((await registry.save('m', bytesOf('one'))).version).toBe(1)
    await expect(registry.save('m', bytesOf('two'))).rejects.toMatchObject({ code: 'registry/exists', value: 'm' })
    expect(textOf((await registry.load('m')).bytes)).toBe('one')
    expect((await registry.save('m', bytesOf('two'), { overwrite: true })).version).toBe(2)
    expect(textOf((await registry.load('m')).bytes)).toBe('two')
    expect(textOf((await registry.load('m', { version: 1 })).bytes)).toBe('one')
  })

  it('of a free name succeeds once, however many try at once', async () => {
    const store = createMemoryStore()
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => createModelRegistry({ store }).save('m', bytesOf(`content ${i}`))),
    )
    const won = [...tries.keys()].filter((i) => tries[i]!.status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const outcome of tries) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'registry/exists' })
    expect(textOf((await newRegistry(store).load('m')).bytes)).toBe(`content ${won[0]}`)
    expect(await store.list('registry/m/content/')).toHaveLength(1)
  })
})

describe('registering at once', () => {
  it('gives each its own number, with its own bytes', async () => {
    const store = createMemoryStore()
    const infos = await Promise.all(
      Array.from({ length: 12 }, (_, i) => createModelRegistry({ store }).register('m', bytesOf(`content ${i % 9}`), { metadata: { i } })),
    )
    expect(infos.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    for (const { version, metadata } of infos)
      expect(textOf((await newRegistry(store).load('m', { version })).bytes)).toBe(`content ${(metadata.i as number) % 9}`)
    expect(await store.list('registry/m/content/')).toHaveLength(12)
  })
})

describe('stages and aliases', () => {
  it('load by stage gives the newest version in it; archiving it goes back', async () => {
    const registry = newRegistry()
    for (const content of ['one', 'two', 'three']) await registry.register('m', bytesOf(content))
    await expect(registry.load('m', { stage: 'production' })).rejects.toMatchObject({ code: 'registry/no-version-in-stage' })
    await registry.setStage('m', 1, 'production')
    await registry.setStage('m', 3, 'production')
    expect((await registry.load('m', { stage: 'production' })).info.version).toBe(3)
    await registry.setStage('m', 3, 'archived')
    expect((await registry.load('m', { stage: 'production' })).info).toMatchObject({
      version: 1,
      stage: 'production',
      stageSinceMs: expect.any(Number),
    })
    expect((await registry.versions('m')).map(({ stage }) => stage)).toEqual(['production', 'none', 'archived'])
    expect((await registry.info('m', { stage: 'none' })).version).toBe(2)
    expect(MODEL_STAGES).toEqual(['none', 'staging', 'production', 'archived'])
  })

  it('an alias names one version until it is moved or deleted', async () => {
    const registry = newRegistry()
    for (const content of ['one', 'two']) await registry.register('m', bytesOf(content))
    await registry.setAlias('m', 'champion', 1)
    await registry.setAlias('m', 'blue', 1)
    expect((await registry.load('m', { alias: 'champion' })).info).toMatchObject({ version: 1, aliases: ['blue', 'champion'] })
    await registry.setAlias('m', 'champion', 2)
    expect((await registry.versions('m')).map(({ aliases }) => aliases)).toEqual([['blue'], ['champion']])
    await registry.deleteAlias('m', 'champion')
    await expect(registry.load('m', { alias: 'champion' })).rejects.toMatchObject({ code: 'registry/unknown-alias' })
    await expect(registry.deleteAlias('m', 'champion')).rejects.toMatchObject({ code: 'registry/unknown-alias' })
    await expect(registry.load('m', { alias: 'bleu' })).rejects.toMatchObject({ message: expect.stringContaining('did you mean "blue"?') })
  })

  it('what is in production or has an alias is not deleted', async () => {
    const registry = newRegistry()
    for (const content of ['one', 'two']) await registry.register('m', bytesOf(content))
    await registry.setStage('m', 1, 'production')
    await expect(registry.delete('m', 1)).rejects.toMatchObject({ code: 'registry/in-use', value: 1 })
    await expect(registry.delete('m')).rejects.toMatchObject({ code: 'registry/in-use' })
    expect(await registry.versions('m')).toHaveLength(2)
    await registry.setStage('m', 1, 'archived')
    await registry.setAlias('m', 'live', 1)
    await expect(registry.delete('m', 1)).rejects.toMatchObject({ code: 'registry/in-use', message: expect.stringContaining('live') })
    await registry.deleteAlias('m', 'live')
    await registry.delete('m', 1)
    expect((await registry.versions('m')).map(({ version }) => version)).toEqual([2])
  })
})

describe('bad input', () => {
  it.each([
    '',
    '../x',
    'a/b',
    'a\\b',
    '.',
    '..',
    '.hidden',
    '-rf',
    'a b',
    'ä',
    'a\n',
    'a.',
    'con',
    'NUL',
    'aux.v1',
    'com1',
    'x'.repeat(129),
    undefined,
    7,
  ])('the name %j is refused everywhere, and nothing is stored', async (bad) => {
    const store = createMemoryStore()
    const registry = newRegistry(store)
    const name = bad as string
    for (const run of [
      () => registry.register(name, bytesOf('x')),
      () => registry.save(name, bytesOf('x')),
      () => registry.load(name),
      () => registry.info(name),
      () => registry.versions(name),
      () => registry.delete(name),
      () => registry.setStage(name, 1, 'staging'),
      () => registry.setAlias(name, 'a', 1),
      () => registry.setAlias('m', name, 1),
      () => registry.deleteAlias(name, 'a'),
    ])
      await expect(run()).rejects.toMatchObject({ code: 'registry/name', value: bad })
    expect(await store.list('')).toEqual([])
  })

  it.each(['console', 'a', '_', '0', 'A.B-c_9', 'x'.repeat(128)])('the name %j is fine', async (name) => {
    const registry = newRegistry()
    await registry.register(name, bytesOf('x'))
    expect((await registry.load(name)).info.name).toBe(name)
  })

  it.each<[string, unknown]>([
    ['no bytes', new Uint8Array()],
    ['text', 'model'],
    ['a list', [1, 2]],
    ['nothing', undefined],
  ])('%s for bytes', async (_, bytes) => {
    await expect(newRegistry().register('m', bytes as Uint8Array)).rejects.toMatchObject({ code: 'registry/bytes' })
  })

  it.each<[unknown, string]>([
    ['note', 'metadata'],
    [[1], 'metadata'],
    [null, 'metadata'],
    [{ a: undefined }, 'metadata.a'],
    [{ a: [1, Number.NaN] }, 'metadata.a[1]'],
    [{ at: new Date(0) }, 'metadata.at'],
    [{ x: 1n }, 'metadata.x'],
    [{ x: new Map() }, 'metadata.x'],
    [{ f: () => 1 }, 'metadata.f'],
    [{ dataHash: 7 }, 'metadata.dataHash'],
    [{ runId: '' }, 'metadata.runId'],
    [{ featuresHash: null }, 'metadata.featuresHash'],
  ])('metadata %o', async (metadata, path) => {
    const store = createMemoryStore()
    await expect(newRegistry(store).register('m', bytesOf('x'), { metadata: metadata as VersionMetadata })).rejects.toMatchObject({
      code: 'registry/metadata',
      where: { path },
    })
    expect(await store.list('')).toEqual([])
  })

  it('metadata in a circle is refused; __proto__ in it is data and nothing else', async () => {
    const registry = newRegistry()
    const circle: Record<string, unknown> = {}
    circle.self = circle
    await expect(registry.register('m', bytesOf('x'), { metadata: circle as VersionMetadata })).rejects.toMatchObject({
      code: 'registry/metadata',
    })
    const { metadata } = await registry.register('m', bytesOf('x'), { metadata: JSON.parse('{"__proto__": {"polluted": true}}') })
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype)
    expect(Object.hasOwn(metadata, '__proto__')).toBe(true)
    expect((metadata as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it.each<[VersionSelector | Record<string, unknown>, string]>([
    [{ version: 0 }, 'registry/unknown-version'],
    [{ version: 2 }, 'registry/unknown-version'],
    [{ version: 1.5 }, 'registry/unknown-version'],
    [{ version: '1' }, 'registry/unknown-version'],
    [{ version: Number.NaN }, 'registry/unknown-version'],
    [{ stage: 'prod' }, 'registry/unknown-stage'],
    [{ alias: '../x' }, 'registry/name'],
    [{ alias: 'none' }, 'registry/unknown-alias'],
    [{ version: 1, stage: 'none' }, 'registry/selector'],
    [{ verison: 1 }, 'registry/selector'],
  ])('the selector %o', async (which, code) => {
    const registry = newRegistry()
    await registry.register('m', bytesOf('x'))
    await expect(registry.load('m', which)).rejects.toMatchObject({ code })
    await expect(registry.info('m', which)).rejects.toMatchObject({ code })
  })

  it('an unknown name, with the nearest one; an unknown stage; an unknown version', async () => {
    const registry = newRegistry()
    await registry.register('btc_1h', bytesOf('x'))
    await expect(registry.load('btc_lh')).rejects.toMatchObject({
      code: 'registry/unknown-model',
      message: 'Load model: unknown model "btc_lh", did you mean "btc_1h"?',
    })
    await expect(registry.setStage('btc_1h', 1, 'live' as ModelStage)).rejects.toMatchObject({ code: 'registry/unknown-stage' })
    await expect(registry.setStage('btc_1h', 2, 'staging')).rejects.toMatchObject({ code: 'registry/unknown-version' })
    await expect(registry.setAlias('btc_1h', 'live', 2)).rejects.toMatchObject({ code: 'registry/unknown-version' })
    await expect(registry.delete('btc_1h', 2)).rejects.toMatchObject({ code: 'registry/unknown-version' })
  })
})

describe('a store that is not as it was left', () => {
  const record = 'registry/m/versions/1'
  const content = `registry/m/content/1-${sha256('the content')}`

  async function stored() {
    const store = createMemoryStore()
    const registry = newRegistry(store)
    await registry.register('m', bytesOf('the content'), { metadata: { note: 'x' } })
    await registry.setStage('m', 1, 'staging')
    await registry.setAlias('m', 'live', 1)
    const change = async (key: string, edit: (text: string) => string): Promise<void> =>
      store.put(key, bytesOf(edit(textOf((await store.get(key))!))))
    return { store, registry, change }
  }

  it('content or record with any byte changed, or cut anywhere, is refused by name', async () => {
    const { store, registry } = await stored()
    for (const key of [record, content, 'registry/m/stages/1', 'registry/m/aliases/live']) {
      const whole = (await store.get(key))!
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, flip, cut) => {
          const changed = cut ? whole.slice(0, at) : whole.map((byte, i) => (i === at ? byte ^ flip : byte))
          await store.put(key, changed)
          await expect(registry.load('m', { alias: 'live' })).rejects.toMatchObject({
            code: expect.stringMatching(/^registry\/(truncated|altered|format|newer-version)$/),
            message: expect.stringContaining(key),
          })
        }),
        { numRuns: 60 },
      )
      await store.put(key, whole)
    }
    expect(textOf((await registry.load('m', { alias: 'live' })).bytes)).toBe('the content')
  })

  it('content that is gone, cut, or longer', async () => {
    const { store, registry } = await stored()
    await store.put(content, bytesOf('the cont'))
    await expect(registry.load('m')).rejects.toMatchObject({ code: 'registry/truncated', value: 8, where: { path: content } })
    await store.put(content, bytesOf('the content and more'))
    await expect(registry.load('m')).rejects.toMatchObject({ code: 'registry/altered' })
    await store.delete(content)
    await expect(registry.load('m')).rejects.toMatchObject({ code: 'registry/missing-content' })
    expect((await registry.info('m')).version).toBe(1)
  })

  it('what a newer version wrote is refused, also as the base of a new version', async () => {
    const { registry, change } = await stored()
    await change(record, (text) => text.replace('"formatVersion":1', '"formatVersion":2'))
    for (const run of [
      () => registry.load('m'),
      () => registry.info('m'),
      () => registry.versions('m'),
      () => registry.register('m', bytesOf('y')),
    ])
      await expect(run()).rejects.toMatchObject({ code: 'registry/newer-version', value: 2, where: { path: record } })
  })

  it('a record of another place', async () => {
    const { store, registry } = await stored()
    await registry.register('other', bytesOf('the content'))
    await store.put('registry/other/versions/1', (await store.get(record))!)
    await expect(registry.load('other')).rejects.toMatchObject({
      code: 'registry/format',
      message: expect.stringContaining('name must be other'),
    })
    await store.put('registry/m/stages/1', (await store.get(record))!)
    await expect(registry.info('m')).rejects.toMatchObject({
      code: 'registry/format',
      message: expect.stringContaining('barcast-registry-stage'),
    })
  })

  it('bytes of a registration that died before its record are no version', async () => {
    const store = createMemoryStore()
    const dying: ObjectStore = { ...store, putIfAbsent: () => Promise.reject(new Error('killed')) }
    await expect(newRegistry(dying).register('m', bytesOf('x'))).rejects.toThrow('killed')
    const registry = newRegistry(store)
    expect(await registry.list()).toEqual([])
    expect((await registry.save('m', bytesOf('y'))).version).toBe(1)
    expect(textOf((await registry.load('m')).bytes)).toBe('y')
  })

  it('a store that neither lists nor creates is refused, not asked for ever', async () => {
    const faulty: ObjectStore = { ...createMemoryStore(), putIfAbsent: () => Promise.resolve(false) }
    await expect(newRegistry(faulty).register('m', bytesOf('x'))).rejects.toMatchObject({ code: 'registry/store', value: 1 })
  })

  it('keys of others in the same store do not disturb', async () => {
    const { store, registry } = await stored()
    for (const key of ['models/a', 'registry', 'registryx/m/versions/9', 'registry/loose']) await store.put(key, bytesOf('x'))
    expect(await registry.list()).toEqual([{ name: 'm', latestVersion: 1, versions: 1 }])
  })
})

describe('random work', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('register' as const), name: fc.constantFrom('a', 'b'), content: fc.string({ minLength: 1 }) }),
    fc.record({ do: fc.constant('delete' as const), name: fc.constantFrom('a', 'b'), pick: fc.nat(20) }),
    fc.record({
      do: fc.constant('stage' as const),
      name: fc.constantFrom('a', 'b'),
      pick: fc.nat(20),
      stage: fc.constantFrom('staging', 'archived'),
    }),
  )

  it('equals lists of versions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const registry = newRegistry()
        const model: Record<string, { version: number; content: string; stage: string }[]> = { a: [], b: [] }
        const given: Record<string, number> = { a: 0, b: 0 }
        for (const action of steps) {
          const versions = model[action.name]!
          if (action.do === 'register') {
            given[action.name]! += 1
            versions.push({ version: given[action.name]!, content: action.content, stage: 'none' })
            await registry.register(action.name, bytesOf(action.content))
          } else if (versions.length > 0) {
            const picked = versions[action.pick % versions.length]!
            if (action.do === 'delete') {
              await registry.delete(action.name, picked.version)
              versions.splice(versions.indexOf(picked), 1)
            } else {
              await registry.setStage(action.name, picked.version, action.stage as ModelStage)
              picked.stage = action.stage
            }
          }
        }
        for (const [name, versions] of Object.entries(model)) {
          if (versions.length === 0) continue
          expect((await registry.versions(name)).map(({ version, stage }) => ({ version, stage }))).toEqual(
            versions.map(({ version, stage }) => ({ version, stage })),
          )
          for (const { version, content } of versions) expect(textOf((await registry.load(name, { version })).bytes)).toBe(content)
        }
        expect((await registry.list()).map(({ name }) => name)).toEqual(Object.keys(model).filter((name) => model[name]!.length > 0))
      }),
      { numRuns: 60 },
    )
  })
})
