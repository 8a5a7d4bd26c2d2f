import { readFileSync } from 'node:fs'
import { parseBooster, parseLightgbm } from 'barcast/boosting'
import { BarcastError, checksum, isBarcastError } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBooster, partsOf } from '../../../src/boosting/booster.js'
import { pythonModels, pythonRows, pythonText } from '../lightgbm/python-models.js'

const parts = (name: string) => partsOf(parseLightgbm(pythonText(name)), 'Test')
const whole = parseLightgbm(pythonText('categorical-multiclass')).toBytes()

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

function errorOf(run: () => unknown): BarcastError {
  try {
    run()
  } catch (error) {
    if (error instanceof BarcastError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Puts the right length and checksum into altered bytes, so that only the change itself can be refused. */
function sealed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint32(12, bytes.length, true)
  const digits = checksum(bytes.subarray(24))
  view.setUint32(16, Number.parseInt(digits.slice(0, 8), 16), true)
  view.setUint32(20, Number.parseInt(digits.slice(8), 16), true)
  return bytes
}

/** The bytes with another header, in its old length. */
function withHeader(change: (header: Record<string, unknown>) => void): Uint8Array {
  const length = new DataView(whole.buffer).getUint32(24, true)
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(28, 28 + length)))
  change(header)
  const bytes = whole.slice()
  bytes.fill(32, 28, 28 + length)
  bytes.set(new TextEncoder().encode(JSON.stringify(header)), 28)
  return sealed(bytes)
}

describe('keeps a model as it is', () => {
  test.each(pythonModels)('%s', (name) => {
    const booster = parseLightgbm(pythonText(name))
    const bytes = booster.toBytes()
    const again = parseBooster(bytes)
    expect(partsOf(again, 'Test')).toEqual(parts(name))
    expect(again.toLightgbmText()).toBe(booster.toLightgbmText())
    expect([...again.predict(pythonRows)]).toEqual([...booster.predict(pythonRows)])
    expect(sameBytes(again.toBytes(), bytes)).toBe(true)
    // The envelope counts where there is nothing but a tree of one leaf.
    if (!name.endsWith('unsplittable')) expect(bytes.length).toBeLessThan(0.95 * pythonText(name).length)
  })

  test('numbers of every kind, and a model that sums in float32', () => {
    const given = parts('regression')
    const values = Float64Array.of(-0, 1e308, 5e-324, -7, 0.1, 2 ** 40)
    const trees = given.trees.map((tree) => ({
      ...tree,
      leafValue: values,
      nodeWeight: Float64Array.of(-1, -0, 300, 4e9, 0.5),
      nodeValue: Float64Array.of(0, -0, 1, 2, 3),
    }))
    const model = { ...given, trees, bestIteration: 3, parallelTrees: 2, float32: { startScores: Float32Array.of(0.1) } }
    const link = { objective: 'reg:tweedie', classes: 1 } as const
    const booster = createBooster({ ...model, link })
    expect(partsOf(parseBooster(booster.toBytes()), 'Test')).toEqual({ ...model, link })
  })

  test('bytes within other bytes, at an odd place', () => {
    const around = new Uint8Array(whole.length + 9)
    around.set(whole, 5)
    const again = parseBooster(around.subarray(5, 5 + whole.length))
    expect(sameBytes(again.toBytes(), whole)).toBe(true)
  })

  test('files of version 1', () => {
    const stored = new Uint8Array(readFileSync(new URL('../../golden/boosting/version-1.bin', import.meta.url)))
    const booster = parseLightgbm(pythonText('linear-categorical'))
    expect([...parseBooster(stored).predictRaw(pythonRows)]).toEqual([...booster.predictRaw(pythonRows)])
    expect(sameBytes(booster.toBytes(), stored)).toBe(true)
  })
})

describe('refuses damaged bytes with where and why', () => {
  test.each([
    ['nothing', new Uint8Array(0), 'magic'],
    ['text', new TextEncoder().encode(pythonText('binary')), 'magic'],
    ['bytes that went through a text', whole.map((byte) => (byte === 13 ? 10 : byte)), 'magic'],
    ['a lost end', whole.subarray(0, whole.length - 1), 'length'],
    ['another end', Uint8Array.of(...whole, 0), 'length'],
  ])('%s', (_, bytes, path) => {
    const error = errorOf(() => parseBooster(bytes))
    expect(error.code).toBe('boosting/model-bytes')
    expect(error.where.path).toBe(path)
  })

  test('a newer version, and what is no bytes', () => {
    const newer = whole.slice()
    newer[8] = 2
    expect(errorOf(() => parseBooster(newer)).code).toBe('boosting/unsupported-model')
    expect(errorOf(() => parseBooster('model' as never)).message).toContain('must be a Uint8Array, found string')
  })

  test('every single flipped bit', () => {
    for (let at = 0; at < whole.length; at += at < 64 ? 1 : 5) {
      const bytes = whole.slice()
      bytes[at]! ^= 1 << (at % 8)
      const error = errorOf(() => parseBooster(bytes))
      expect(error.code).toMatch(/^boosting\/(model-bytes|unsupported-model)$/)
      expect(error.where.path).toBeDefined()
    }
  })

  test.each<[string, (header: Record<string, unknown>) => void, string]>([
    ['another objective', (header) => Object.assign(header, { objective: 'mc' }), 'objective must be one of'],
    ['classes that do not fit', (header) => Object.assign(header, { classes: 1 }), "classes must fit the objective's 3"],
    ['half a round', (header) => Object.assign(header, { trees: 8 }), 'trees must be whole rounds'],
    ['fewer trees', (header) => Object.assign(header, { trees: 6 }), 'leaves at byte'],
    ['names twice', (header) => Object.assign(header, { featureNames: Array(8).fill('a') }), 'featureNames must be'],
    ['fewer infos', (header) => Object.assign(header, { featureInfos: ['a'] }), 'featureInfos must be 8'],
    [
      'fewer columns',
      (header) => Object.assign(header, { featureNames: ['a'], featureInfos: ['a'] }),
      'split_feature must be a whole number in 0 … 0',
    ],
    ['no flag', (header) => Object.assign(header, { float32: 1 }), 'float32 must be true or false'],
    ['no start scores', (header) => Object.assign(header, { float32: true }), 'startScores at byte'],
  ])('a header with %s', (_, change, message) => {
    expect(errorOf(() => parseBooster(withHeader(change))).message).toContain(message)
  })

  test('altered bytes with the right checksum never hang, crash or give NaN', () => {
    const text = new DataView(whole.buffer).getUint32(24, true)
    const finite = { rows: 16, columns: 8, data: pythonRows.data.slice(0, 128) }
    let refused = 0
    fc.assert(
      fc.property(fc.integer({ min: 24, max: whole.length - 1 }), fc.nat(255), fc.boolean(), (place, byte, late) => {
        const bytes = whole.slice()
        bytes[late ? Math.max(place, 28 + text) : place] = byte
        try {
          expect(parseBooster(sealed(bytes)).predict(finite).some(Number.isNaN)).toBe(false)
        } catch (error) {
          if (!isBarcastError(error)) throw error
          refused += 1
        }
      }),
      { numRuns: 500, seed: 3 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})
