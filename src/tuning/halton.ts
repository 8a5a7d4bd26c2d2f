import { createRandom, type Random } from '../core/index.js'

/** Digits beyond these change no number below 1 by half its last bit. */
const PRECISION = 2 ** 54

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}

/** For each digit of the base, what it stands for. */
function permutationsOf(base: number, random: Random): Int32Array[] {
  const permutations: Int32Array[] = []
  for (let unit = base; unit < PRECISION; unit *= base)
    permutations.push(random.shuffle(Int32Array.from({ length: base }, (_, digit) => digit)))
  return permutations
}

/** The digits of the place mirrored at the point; with permutations also those that are 0 on end. */
function radicalInverse(place: number, base: number, permutations?: readonly Int32Array[]): number {
  let inverse = 0
  let unit = 1 / base
  let rest = place
  for (let k = 0; permutations === undefined ? rest > 0 : k < permutations.length; k++) {
    const digit = rest % base
    inverse += (permutations === undefined ? digit : permutations[k]![digit]!) * unit
    unit /= base
    rest = Math.floor(rest / base)
  }
  return inverse
}

/**
 * Points of the Halton sequence in [0, 1)^size by their place, counted from 0: coordinate k mirrors the place's digits in the k-th prime. Without a seed they equal
 * `scipy.stats.qmc.Halton`; with one, each digit is permuted at random (Owen, "A randomized Halton algorithm in R", 2017), which large primes need: unscrambled, their first points lie on
 * lines.
 */
export function haltonSequence(size: number, seed?: number): (place: number) => Float64Array {
  const random = createRandom(seed ?? 0)
  const axes = firstPrimes(size).map((base) => ({ base, permutations: seed === undefined ? undefined : permutationsOf(base, random) }))
  // A sum that rounds up to 1 would leave the interval.
  return (place) =>
    Float64Array.from(axes, ({ base, permutations }) => Math.min(radicalInverse(place, base, permutations), 1 - Number.EPSILON / 2))
}
