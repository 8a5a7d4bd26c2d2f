import { canonicalJson, decodeFloats, decodeIntegers, encodeFloats, encodeIntegers, isBarcastError, type Json } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('canonicalJson', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: [1, { z: 1, a: null }], a: 'x' })).toBe('{"a":"x","b":[1,{"a":null,"z":1}]}')
    expect(canonicalJson({ a: undefined, b: 1 } as unknown as Json)).toBe('{"b":1}')
  })

  it('reads back as the same value, −0 included', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(value)
      }),
      { numRuns: 500 },
    )
    expect(Object.is(JSON.parse(canonicalJson({ x: -0 })).x, -0)).toBe(true)
  })

  it('refuses NaN and ±Infinity, and says where they are', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      try {
        canonicalJson({ model: { trees: [1, value] } })
        expect.unreachable()
      } catch (error) {
        if (!isBarcastError(error, 'json/not-finite')) throw error
        expect(error.where.path).toBe('model.trees[1]')
      }
    }
  })
})

describe('floats as base64', () => {
  it('keep every bit: NaN, −0, infinities, subnormals', () => {
    const special = Float64Array.of(NaN, -0, 0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 0.1)
    expect(decodeFloats(encodeFloats(special))).toEqual(special)
    expect(Object.is(decodeFloats(encodeFloats(special))[1], -0)).toBe(true)
    fc.assert(
      fc.property(fc.float64Array({ maxLength: 50 }), (values) => {
        const bytes = (array: Float64Array): number[] => [...new Uint8Array(array.buffer)]
        expect(bytes(decodeFloats(encodeFloats(values), values.length))).toEqual(bytes(values.slice()))
      }),
    )
    const many = Float64Array.from({ length: 5000 }, (_, i) => i / 7)
    expect(decodeFloats(encodeFloats(many), 5000)).toEqual(many)
  })

  it('are little-endian, the layout of every platform we run on', () => {
    expect(encodeFloats(Float64Array.of(1))).toBe(Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]).toString('base64'))
  })

  it('are refused when they are cut off, altered or of another length', () => {
    const text = encodeFloats(Float64Array.of(1, 2))
    for (const [damaged, length] of [
      ['not base64!', undefined],
      [text.slice(0, 8), undefined],
      [text, 3],
      ['', 1],
    ] as const) {
      expect(() => decodeFloats(damaged, length)).toThrow(expect.objectContaining({ code: 'json/base64' }))
    }
  })
})

describe('integers as base64', () => {
  it('come back, and are refused when cut off', () => {
    const values = Int32Array.of(0, -1, 2147483647, -2147483648, ...Array.from({ length: 5000 }, (_, i) => i * 37))
    expect(decodeIntegers(encodeIntegers(values))).toEqual(values)
    expect(encodeIntegers(Int32Array.of(1))).toBe('AQAAAA==')
    for (const damaged of ['not base64!', 'AQAA']) {
      expect(() => decodeIntegers(damaged)).toThrow(expect.objectContaining({ code: 'json/base64' }))
    }
  })
})
