import { isBarcastError } from 'barcast/core'
import { checkObjectKey, createMemoryStore } from 'barcast/memory'
import { objectStoreConformance } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

describe('createMemoryStore', () => {
  for (const { name, run } of objectStoreConformance('memory', async () => ({ store: createMemoryStore() }))) it(name, run)

  it('refuses what is no bytes', async () => {
    const store = createMemoryStore()
    for (const bytes of ['text', [1, 2], undefined, new ArrayBuffer(2)] as unknown as Uint8Array[]) {
      await expect(store.put('a', bytes)).rejects.toMatchObject({ code: 'store/bytes' })
      await expect(store.putIfAbsent('a', bytes)).rejects.toMatchObject({ code: 'store/bytes' })
    }
    expect(await store.list('')).toEqual([])
  })
})

describe('checkObjectKey', () => {
  it('names the rule and the key', () => {
    try {
      checkObjectKey('a/../b', 'Save it')
      expect.unreachable()
    } catch (error) {
      expect(isBarcastError(error, 'store/key')).toBe(true)
      expect(error).toMatchObject({
        message: 'Save it: a key must be segments joined by "/", none of them empty, "." or "..", found "a/../b"',
        value: 'a/../b',
      })
    }
  })
})
