import { log } from './exponential.js'

/** A seeded source of random numbers; the same seed gives the same numbers in every runtime. */
export interface Random {
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number
  /** Uniform integer in [low, high). */
  integer(low: number, high: number): number
  /** Standard normal (polar method). */
  normal(): number
  /** Shuffles in place (Fisher–Yates) and returns the array. */
  shuffle<T extends number[] | Int32Array | Float64Array>(array: T): T
}

function splitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
}

/**
 * xoshiro128** (Blackman and Vigna, 2018), its state filled from the seed by a splitmix generator.
 * Integers beyond 32 bits are folded, so every safe integer is a valid seed.
 */
export function createRandom(seed: number): Random {
  const fill = splitmix32((seed | 0) ^ Math.imul(Math.floor(seed / 4294967296) | 0, 0x9e3779b1))
  let a = fill()
  let b = fill()
  let c = fill()
  let d = fill() | 1
  const next = (): number => {
    const scrambled = Math.imul(b, 5)
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992
  let spare: number | undefined
  return {
    uniform,
    integer: (low, high) => low + Math.floor(uniform() * (high - low)),
    normal() {
      if (spare !== undefined) {
        const value = spare
        spare = undefined
        return value
      }
      let u: number
      let v: number
      let s: number
      do {
        u = 2 * uniform() - 1
        v = 2 * uniform() - 1
        s = u * u + v * v
      } while (s >= 1 || s === 0)
      const scale = Math.sqrt((-2 * log(s)) / s)
      spare = v * scale
      return u * scale
    },
    shuffle(array) {
      for (let i = array.length - 1; i > 0; i--) {
        const j = Math.floor(uniform() * (i + 1))
        const kept = array[i]!
        array[i] = array[j]!
        array[j] = kept
      }
      return array
    },
  }
}
