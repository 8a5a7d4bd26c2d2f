import { type Bars, type Frame, isBarcastError, sliceBars } from 'barcast/core'
import { createFeatureCache, createFeatureEngineer, type FeatureCacheWarning, type FeatureEngineer } from 'barcast/features'
import { defineIndicator, sma } from 'barcast/indicators'
import { createMemoryStore } from 'barcast/memory'
import type { ObjectStore } from 'barcast/ports'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { contentHash } from '../../src/features/cache/content-hash.js'

const bars = simulateBars({ seed: 3, length: 600 })
const engineer = createFeatureEngineer({ set: 'classic' })

function expectSame(found: Frame, expected: Frame): void {
  expect([...found.names]).toEqual([...expected.names])
  expect([...found.timeMs]).toEqual([...expected.timeMs])
  for (const name of expected.names) {
    const column = found.column(name)
    const at = expected.column(name).findIndex((x, i) => !Object.is(x, column[i]))
    if (at >= 0 || column.length !== expected.length) expect.fail(`${name} at ${at}: ${column[at]} instead of ${expected.column(name)[at]}`)
  }
}

function withClose(history: Bars, row: number, factor: number): Bars {
  const close = history.close.slice()
  const high = history.high.slice()
  close[row] = close[row]! * factor
  high[row] = Math.max(high[row]!, close[row])
  return { ...history, close, high }
}

it('hashes as MurmurHash3_x86_128 does', () => {
  // mmh3 5.2, hash128(x64arch=False), as four words.
  expect(contentHash(Int32Array.of(1, 2, 3, 4))).toBe('37d6ee173d4a429d3dbb9c175b64b81d')
  expect(contentHash(Int32Array.from({ length: 12 }, (_, i) => Math.imul(i, 2654435761)))).toBe('87fc31b213324c4788679226ca8e018f')
})

describe('a feature cache in memory', () => {
  it('computes nothing twice, only new rows of a longer history, and to the bit', async () => {
    const cache = createFeatureCache()
    for (const rows of [300, 300, 301, 302, 250, 1, 600]) {
      const part = sliceBars(bars, 0, rows)
      expectSame(await cache.features(engineer, part), engineer.engineerFeatures(part))
    }
    expect(cache.stats()).toMatchObject({ hits: 3, extensions: 3, misses: 1, computedRows: 600 })
  })

  it('answers changed bars with new numbers, wherever the change is', async () => {
    for (const row of [0, 100, 299]) {
      const cache = createFeatureCache()
      const part = sliceBars(bars, 0, 300)
      await cache.features(engineer, part)
      const changed = withClose(part, row, 1.01)
      expectSame(await cache.features(engineer, changed), engineer.engineerFeatures(changed))
      expect(cache.stats()).toMatchObject({ misses: 2 })
    }
  })

  it('tells definitions, symbols, timeframes and extra columns apart', async () => {
    const cache = createFeatureCache()
    const other = createFeatureEngineer({ lookbackPeriods: [7] })
    const funding = createFeatureEngineer({ set: 'classic', userFeatures: [{ name: 'funding', column: 'funding' }] })
    const withFunding = { ...bars, extra: { funding: bars.close.map((x) => 1 / x) } }
    const requests: [FeatureEngineer, Bars][] = [
      [engineer, bars],
      [other, bars],
      [engineer, { ...bars, symbol: 'other' }],
      [funding, withFunding],
      [funding, { ...withFunding, extra: { funding: withFunding.extra.funding.map((x, i) => (i === 500 ? NaN : x)) } }],
    ]
    for (const [features, history] of requests) expectSame(await cache.features(features, history), features.engineerFeatures(history))
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 5 })
  })

  it('gives arrays that are the caller’s own', async () => {
    const cache = createFeatureCache()
    const first = await cache.features(engineer, bars)
    for (const name of first.names) first.column(name).fill(7)
    expectSame(await cache.features(engineer, bars), engineer.engineerFeatures(bars))
  })

  it('keeps within its bytes, letting go what was not used for longest', async () => {
    const one = createFeatureCache()
    await one.features(engineer, bars)
    const { bytes } = one.stats()
    const cache = createFeatureCache({ maxBytes: 2 * bytes })
    const named = (symbol: string): Bars => ({ ...bars, symbol })
    for (const symbol of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.features(engineer, named(symbol))
    expect(cache.stats()).toMatchObject({ hits: 2, misses: 4 })
    expect(cache.stats().bytes).toBeLessThanOrEqual(2 * bytes)
    const none = createFeatureCache({ maxBytes: 0 })
    await none.features(engineer, bars)
    expect(none.stats().bytes).toBe(0)
  })

  it('serves several at once in turn', async () => {
    const cache = createFeatureCache({ store: createMemoryStore() })
    const parts = [300, 400, 350, 600].map((rows) => sliceBars(bars, 0, rows))
    const frames = await Promise.all(parts.map((part) => cache.features(engineer, part)))
    frames.forEach((frame, k) => {
      expectSame(frame, engineer.engineerFeatures(parts[k]!))
    })
    expect(cache.stats()).toMatchObject({ misses: 1, extensions: 2, hits: 1, computedRows: 600 })
  })

  it('continues columns over longer bars', async () => {
    const timeframeMs = bars.timeframeMs
    const higher = createFeatureEngineer({
      set: 'classic',
      timeframeMs,
      higher: [{ timeframe: `${(4 * timeframeMs) / 60_000}m` }],
    } as never)
    const cache = createFeatureCache()
    for (const rows of [401, 402, 405, 600]) {
      const part = sliceBars(bars, 0, rows)
      expectSame(await cache.features(higher, part), higher.engineerFeatures(part))
    }
    expect(cache.stats()).toMatchObject({ misses: 1, extensions: 3 })
  })

  it('asks for the version of indicators of the user’s own', async () => {
    const slow = defineIndicator({ ...sma.definition, name: 'slow' })
    const own = createFeatureEngineer(
      { set: 'classic', userFeatures: [{ name: 'slow_50', indicator: 'slow', params: { period: 50 } }] },
      { indicators: [slow] },
    )
    const refused = await createFeatureCache()
      .features(own, bars)
      .catch((error: unknown) => isBarcastError(error) && error.code)
    expect(refused).toBe('features/cache-code')
    expectSame(await createFeatureCache({ codeVersion: '1' }).features(own, bars), own.engineerFeatures(bars))
  })
})

describe('a feature cache over a store', () => {
  async function filled(): Promise<{ store: ObjectStore; key: string; bytes: Uint8Array }> {
    const store = createMemoryStore()
    await createFeatureCache({ store }).features(engineer, sliceBars(bars, 0, 500))
    const [key] = await store.list('features/')
    return { store, key: key!, bytes: (await store.get(key!))! }
  }

  it('goes on in another process where the first one stopped', async () => {
    const { store } = await filled()
    const cache = createFeatureCache({ store })
    expectSame(await cache.features(engineer, sliceBars(bars, 0, 500)), engineer.engineerFeatures(sliceBars(bars, 0, 500)))
    expectSame(await cache.features(engineer, bars), engineer.engineerFeatures(bars))
    expect(cache.stats()).toMatchObject({ hits: 1, extensions: 1, misses: 0, computedRows: 100 })
    const third = createFeatureCache({ store })
    await third.features(engineer, bars)
    expect(third.stats()).toMatchObject({ hits: 1, computedRows: 0 })
  })

  const DAMAGES: [string, (bytes: Uint8Array) => Uint8Array][] = [
    ['empty', () => new Uint8Array(0)],
    ['truncated', (bytes) => bytes.slice(0, bytes.length - 64)],
    ['cut within a number', (bytes) => bytes.slice(0, bytes.length - 3)],
    ['one bit in a feature', (bytes) => bytes.map((x, i) => (i === bytes.length >> 1 ? x ^ 1 : x))],
    ['one bit in the head', (bytes) => bytes.map((x, i) => (i === 30 ? x ^ 1 : x))],
    ['one bit in the hash', (bytes) => bytes.map((x, i) => (i === bytes.length - 1 ? x ^ 1 : x))],
    ['of another version', (bytes) => bytes.map((x, i) => (i === 0 ? 9 : x))],
    ['text', () => new TextEncoder().encode('<html>not found</html>'.repeat(20))],
  ]
  it.each(DAMAGES)('computes anew, with a warning, when the entry is damaged: %s', async (_what, damage) => {
    const { store, key, bytes } = await filled()
    await store.put(key, damage(bytes))
    const warnings: FeatureCacheWarning[] = []
    const cache = createFeatureCache({ store, onWarning: (warning) => warnings.push(warning) })
    expectSame(await cache.features(engineer, bars), engineer.engineerFeatures(bars))
    expect(warnings).toMatchObject([{ code: 'features/cache-corrupt', key }])
    expect(cache.stats()).toMatchObject({ misses: 1 })
    const healed = createFeatureCache({ store, onWarning: (warning) => warnings.push(warning) })
    await healed.features(engineer, bars)
    expect([healed.stats().hits, warnings.length]).toEqual([1, 1])
  })

  it('does not take another entry for its own', async () => {
    const { store, key, bytes } = await filled()
    const other = { ...bars, symbol: 'other' }
    const cache = createFeatureCache({ store })
    await cache.features(engineer, other)
    const otherKey = (await store.list('features/')).find((found) => found !== key)!
    await store.put(otherKey, bytes)
    const warnings: string[] = []
    const second = createFeatureCache({ store, onWarning: ({ message }) => warnings.push(message) })
    await second.features(engineer, other)
    expect(warnings).toMatchObject([expect.stringContaining('of other features or bars')])
  })

  it('works on when the store does not, with a warning', async () => {
    const broken: ObjectStore = {
      ...createMemoryStore(),
      get: () => Promise.reject(new Error('no disk')),
      put: () => Promise.reject(new Error('disk full')),
    }
    const codes: string[] = []
    const cache = createFeatureCache({ store: broken, onWarning: ({ code }) => codes.push(code) })
    expectSame(await cache.features(engineer, bars), engineer.engineerFeatures(bars))
    expect(codes).toEqual(['features/cache-read', 'features/cache-write'])
  })

  it('takes two writers at once', async () => {
    const store = createMemoryStore()
    const parts = [sliceBars(bars, 0, 400), bars]
    await Promise.all(parts.map((part) => createFeatureCache({ store }).features(engineer, part)))
    const third = createFeatureCache({ store })
    expectSame(await third.features(engineer, bars), engineer.engineerFeatures(bars))
    expect(third.stats().misses).toBe(0)
  })
})

it('refuses bytes that are none, and passes on what the engineer refuses', async () => {
  expect(() => createFeatureCache({ maxBytes: -1 })).toThrow('maxBytes')
  const timed = createFeatureEngineer({ set: 'classic', timeframeMs: 1234 })
  await expect(createFeatureCache().features(timed, bars)).rejects.toThrow('timeframeMs')
})
