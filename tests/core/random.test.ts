import { createRandom } from 'barcast/core'
import { describe, expect, it } from 'vitest'

const MASK = 0xffffffffn

/** The published generators, written over 64-bit-safe integers as the papers have them. */
function* reference(seed: bigint): Generator<number> {
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & MASK
  let mixer = seed & MASK
  const fill = (): bigint => {
    mixer = (mixer + 0x9e3779b9n) & MASK
    let z = mixer
    z = ((z ^ (z >> 16n)) * 0x85ebca6bn) & MASK
    z = ((z ^ (z >> 13n)) * 0xc2b2ae35n) & MASK
    return z ^ (z >> 16n)
  }
  const s = [fill(), fill(), fill(), fill() | 1n] as [bigint, bigint, bigint, bigint]
  for (;;) {
    yield Number((rotate((s[1] * 5n) & MASK, 7n) * 9n) & MASK)
    const t = (s[1] << 9n) & MASK
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotate(s[3], 11n)
  }
}

describe('createRandom', () => {
  it('is xoshiro128** filled by its mixer, 53 bits from two draws', () => {
    for (const seed of [0, 1, 42, 4294967295]) {
      const words = reference(BigInt(seed))
      const random = createRandom(seed)
      for (let i = 0; i < 50; i++) {
        const high = words.next().value as number
        const low = words.next().value as number
        expect(random.uniform()).toBe(((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992)
      }
    }
  })

  it('gives other numbers for every other seed of up to 32 bits, below 0 too, and folds larger ones', () => {
    const firstOf = (seeds: number[]): number => new Set(seeds.map((seed) => createRandom(seed).uniform())).size
    expect(firstOf(Array.from({ length: 4001 }, (_, i) => i - 2000))).toBe(4001)
    expect(firstOf([0, 1, 2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 40, Number.MAX_SAFE_INTEGER])).toBe(9)
    expect(createRandom(7).uniform()).toBe(createRandom(7).uniform())
  })

  it('is uniform: chi-square over 64 cells of 200 000 draws', () => {
    const random = createRandom(11)
    const counts = new Float64Array(64)
    for (let i = 0; i < 200_000; i++) counts[Math.floor(random.uniform() * 64)]! += 1
    const expected = 200_000 / 64
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeGreaterThan(30)
    expect(chiSquare).toBeLessThan(110) // 0.9999 quantile with 63 degrees of freedom
  })

  it('is standard normal: moments, tails and no correlation of pairs', () => {
    const random = createRandom(5)
    const n = 200_000
    const draws = Float64Array.from({ length: n }, () => random.normal())
    const moment = (k: number): number => draws.reduce((sum, x) => sum + x ** k, 0) / n
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n))
    const beyond = draws.filter((x) => Math.abs(x) > 1.959963984540054).length / n
    expect(Math.abs(beyond - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / n))
    const lagged = draws.reduce((sum, x, i) => sum + (i === 0 ? 0 : x * draws[i - 1]!), 0) / n
    expect(Math.abs(lagged)).toBeLessThan(4 / Math.sqrt(n))
  })

  it('draws whole numbers from low to below high, each as often', () => {
    const random = createRandom(3)
    const counts = new Map<number, number>()
    for (let i = 0; i < 60_000; i++) {
      const draw = random.integer(-2, 4)
      counts.set(draw, (counts.get(draw) ?? 0) + 1)
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3])
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(10_000))
    expect(random.integer(5, 6)).toBe(5)
  })

  it('shuffles in place, each order as often', () => {
    const random = createRandom(9)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const array = Int32Array.of(0, 1, 2, 3)
      expect(random.shuffle(array)).toBe(array)
      counts.set(array.join(), (counts.get(array.join()) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4.5 * Math.sqrt(1000))
    expect(random.shuffle([])).toEqual([])
  })
})
