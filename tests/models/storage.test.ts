import { canonicalJson, type Json, sha256 } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import { createModelManager, type Model, type ModelMetadata, restoreModel } from 'barcast/models'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from './sample-data.js'

const { X, names } = makeClasses({ seed: 21, rows: 200, classes: 3 })
let model: Model

beforeAll(async () => {
  const trained = await createModelManager().trainModel(X, names, { modelType: 'lightgbm', params: { num_iterations: 12 } })
  model = trained.model
})

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A manager over a store whose one model can be read and written as text. */
async function storedModel() {
  const store = createMemoryStore()
  const manager = createModelManager({ store })
  await manager.saveModel(model, 'm', { note: 'x' })
  const read = async (): Promise<string> => new TextDecoder().decode(await store.get('models/m'))
  const write = (text: string): Promise<void> => store.put('models/m', encode(text))
  return { store, manager, read, write }
}

/** The document with other content under a digest that fits it. */
function resealed(text: string, change: (document: { [key: string]: Json }) => void): string {
  const document: { [key: string]: Json } = JSON.parse(text)
  delete document.sha256
  change(document)
  return canonicalJson({ ...document, sha256: sha256(canonicalJson(document)) })
}

describe('saving and loading', () => {
  it('loaded predictions are the same to the bit, and the metadata comes back', async () => {
    const manager = createModelManager()
    const metadata: ModelMetadata = { symbol: 'BTCUSDT', trained: { rows: 200, share: 0.1, nested: [null, true, -0.5] } }
    await manager.saveModel(model, 'btc_5m.v1', metadata)
    const loaded = await manager.loadModel('btc_5m.v1')
    expect(loaded.metadata).toEqual(metadata)
    expect(loaded.model.classNames).toEqual(model.classNames)
    expect(loaded.model.params).toEqual(model.params)
    const [before, after] = [model.predict(X).data, loaded.model.predict(X).data]
    before.forEach((p, i) => {
      expect(Object.is(p, after[i])).toBe(true)
    })
    expect(loaded.model.toJson()).toEqual(model.toJson())
  })

  it('a binary model keeps its two columns', async () => {
    const binary = makeClasses({ seed: 22, rows: 100, classes: 2 })
    const manager = createModelManager()
    const { model: two } = await manager.trainModel(binary.X, binary.y, { modelType: 'lightgbm', params: { num_iterations: 5 } })
    await manager.saveModel(two, 'two')
    expect((await manager.loadModel('two')).model.predict(binary.X)).toEqual(two.predict(binary.X))
  })

  it('lists, describes, overwrites only when told, and deletes', async () => {
    const manager = createModelManager()
    await manager.saveModel(model, 'b')
    await manager.saveModel(model, 'a', { version: 1 })
    expect(await manager.listModels()).toEqual(['a', 'b'])
    expect(await errorOf(() => manager.saveModel(model, 'a', { version: 2 }))).toMatchObject({ code: 'models/exists', value: 'a' })
    expect((await manager.loadModel('a')).metadata).toEqual({ version: 1 })
    await manager.saveModel(model, 'a', { version: 2 }, { overwrite: true })
    const info = await manager.getModelInfo('a')
    expect(info).toMatchObject({
      name: 'a',
      modelType: 'lightgbm',
      classNames: model.classNames,
      featureNames: X.names,
      metadata: { version: 2 },
    })
    expect(info.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(info.sizeBytes).toBeGreaterThan(1000)
    await manager.deleteModel('b')
    expect(await manager.listModels()).toEqual(['a'])
    expect(await errorOf(() => manager.deleteModel('b'))).toMatchObject({ code: 'models/unknown-model' })
    expect(await errorOf(() => manager.loadModel('A'))).toMatchObject({
      code: 'models/unknown-model',
      message: expect.stringContaining('"a"'),
    })
    expect(await errorOf(() => manager.getModelInfo('zzz'))).toMatchObject({ code: 'models/unknown-model' })
  })

  it('a store outlives its manager', async () => {
    const store = createMemoryStore()
    await createModelManager({ store }).saveModel(model, 'kept')
    expect(await createModelManager({ store }).listModels()).toEqual(['kept'])
  })

  it.each(['', '../x', 'a/b', 'a\\b', '.hidden', '-rf', 'a b', 'ä', 'a\n', 'x'.repeat(129)])(
    'the name %j is refused everywhere',
    async (name) => {
      const manager = createModelManager()
      for (const run of [
        () => manager.saveModel(model, name),
        () => manager.loadModel(name),
        () => manager.deleteModel(name),
        () => manager.getModelInfo(name),
      ]) {
        expect(await errorOf(run)).toMatchObject({ code: 'models/name', value: name })
      }
    },
  )

  it.each<[string, unknown, string]>([
    ['undefined', { a: undefined }, 'metadata.a'],
    ['NaN', { a: [1, Number.NaN] }, 'metadata.a[1]'],
    ['a Date', { made: new Date(0) }, 'metadata.made'],
    ['a function', { f: () => 1 }, 'metadata.f'],
    ['a typed array', { x: new Float64Array(2) }, 'metadata.x'],
    ['a Map', { x: new Map() }, 'metadata.x'],
    ['a big integer', { x: 1n }, 'metadata.x'],
    ['a text', 'note', 'metadata'],
    ['a list', [1], 'metadata'],
    ['null', null, 'metadata'],
  ])('metadata with %s is refused', async (_, metadata, path) => {
    const manager = createModelManager()
    expect(await errorOf(() => manager.saveModel(model, 'm', metadata as ModelMetadata))).toMatchObject({
      code: 'models/metadata',
      where: { path },
    })
    expect(await manager.listModels()).toEqual([])
  })

  it('circular metadata is refused, repeated objects are not', async () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle
    const manager = createModelManager()
    expect(await errorOf(() => manager.saveModel(model, 'm', circle as ModelMetadata))).toMatchObject({ code: 'models/metadata' })
    const twice = { a: 1 }
    await manager.saveModel(model, 'm', { x: twice, y: twice })
    expect((await manager.loadModel('m')).metadata).toEqual({ x: { a: 1 }, y: { a: 1 } })
  })

  it('a __proto__ key in metadata is data and nothing else', async () => {
    const manager = createModelManager()
    await manager.saveModel(model, 'm', JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'))
    const { metadata } = await manager.loadModel('m')
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype)
    expect(Object.hasOwn(metadata, '__proto__')).toBe(true)
    expect((metadata as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('stored models that are not what was saved', () => {
  function isSameJson(one: string, other: string): boolean {
    try {
      return canonicalJson(JSON.parse(one)) === canonicalJson(JSON.parse(other))
    } catch {
      return false
    }
  }

  it('a file cut anywhere is refused', async () => {
    const { manager, read, write } = await storedModel()
    const text = await read()
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), async (length) => {
        await write(text.slice(0, length))
        expect(await errorOf(() => manager.loadModel('m'))).toMatchObject({ code: 'models/truncated' })
      }),
      { numRuns: 50 },
    )
  })

  it('a file with any digit or letter changed is refused, unless it still spells the same numbers', async () => {
    const { manager, read, write } = await storedModel()
    const text = await read()
    const places = [...text.matchAll(/[0-9a-z]/g)].map((match) => match.index)
    await fc.assert(
      fc.asyncProperty(fc.nat(places.length - 1), async (k) => {
        const at = places[k]!
        const other = text[at] === '7' ? '8' : '7'
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        // The 17th digit of a number can have a neighbour that reads as the same double.
        if (isSameJson(changed, text)) return
        await write(changed)
        const error = await errorOf(() => manager.loadModel('m'))
        expect(['models/altered', 'models/format', 'models/newer-version', 'models/truncated']).toContain((error as { code: string }).code)
      }),
      { numRuns: 100 },
    )
  })

  it.each<[string, (document: { [key: string]: Json }) => void, string]>([
    ['a newer version', (d) => Object.assign(d, { formatVersion: 2 }), 'models/newer-version'],
    ['a newer model', (d) => Object.assign(d, { model: { ...(d.model as object), formatVersion: 9 } }), 'models/newer-version'],
    ['another kind', (d) => Object.assign(d, { kind: 'barcast-bundle' }), 'models/format'],
    ['a field too many', (d) => Object.assign(d, { more: 1 }), 'models/format'],
    ['no model', (d) => Object.assign(d, { model: null }), 'models/format'],
    [
      'other features',
      (d) => Object.assign(d, { model: { ...(d.model as object), featureNames: ['a', 'b', 'c', 'd'] } }),
      'models/booster-mismatch',
    ],
    [
      'a feature too many',
      (d) => Object.assign(d, { model: { ...(d.model as object), featureNames: [...X.names, 'z'] } }),
      'models/booster-mismatch',
    ],
    [
      'a class too many',
      (d) => Object.assign(d, { model: { ...(d.model as object), classNames: ['a', 'b', 'c', 'd'] } }),
      'models/booster-mismatch',
    ],
    ['one class', (d) => Object.assign(d, { model: { ...(d.model as object), classNames: ['a'] } }), 'models/format'],
  ])('%s is refused even under a digest that fits', async (_, change, code) => {
    const { manager, read, write } = await storedModel()
    await write(resealed(await read(), change))
    expect(await errorOf(() => manager.loadModel('m'))).toMatchObject({ code })
  })

  it('trees that are no trees are refused by the reader of LightGBM’s format', async () => {
    const { manager, read, write } = await storedModel()
    await write(resealed(await read(), (d) => Object.assign(d, { model: { ...(d.model as object), booster: 'tree\nversion=v4\n' } })))
    expect((await errorOf(() => manager.loadModel('m'))) as { code: string }).toMatchObject({ code: expect.stringMatching(/^boosting\//) })
  })

  it('restoreModel takes what toJson gave, after JSON too', () => {
    const again = restoreModel(JSON.parse(JSON.stringify(model.toJson())))
    expect(again.predict(X)).toEqual(model.predict(X))
  })
})
