import { createHash } from 'node:crypto'
import { createRandom, sha256 } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const node = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

describe('sha256', () => {
  it('equals node:crypto for every length up to three blocks', () => {
    const random = createRandom(1)
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, () => random.integer(0, 256))
      expect(sha256(bytes), `${length} bytes`).toBe(node(bytes))
    }
  })

  it('equals node:crypto for texts (as UTF-8), views into a buffer and large input', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => sha256(text) === node(text)))
    const large = new Uint8Array(1_000_000).fill(97)
    expect(sha256(large)).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
    expect(sha256(large.subarray(3, 103))).toBe(node(large.subarray(3, 103)))
  })

  it('gives the vectors of the standard', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
