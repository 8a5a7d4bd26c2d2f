import { BarcastError } from '../../core/index.js'
import type { CategorySets } from '../tree.js'

/** Words of all sets of a tree: a set has a bit for every number up to its highest category. */
const MOST_WORDS = 2 ** 20

/** The sets of categories that the nodes of a growing tree ask for. */
export class GrowingSets {
  /** For each bin a 1 if it goes left. */
  private readonly tables: Uint8Array[] = []
  private readonly boundaries = [0]
  private readonly words: number[] = []

  clear(): void {
    this.tables.length = 0
    this.boundaries.length = 1
    this.words.length = 0
  }

  /**
   * Adds the categories of the bins that go left.
   * @returns the number of the set
   * @throws BarcastError `boosting/category` for numbers so high that the sets would take all memory.
   */
  add(left: Uint8Array, categories: Int32Array): number {
    const from = this.words.length
    for (let bin = 1; bin < left.length; bin++) {
      if (left[bin] === 0) continue
      const category = categories[bin]!
      const word = from + (category >> 5)
      if (word >= MOST_WORDS) refuseCategory(category)
      while (this.words.length <= word) this.words.push(0)
      this.words[word]! |= 1 << (category & 31)
    }
    this.boundaries.push(this.words.length)
    return this.tables.push(left) - 1
  }

  /** Whether rows of `bin` are in set `set`. */
  goesLeft(set: number, bin: number): boolean {
    return this.tables[set]![bin] === 1
  }

  /** The sets in the tree's form; undefined if there are none. */
  toCategories(): CategorySets | undefined {
    if (this.tables.length === 0) return undefined
    return { boundaries: Int32Array.from(this.boundaries), words: Uint32Array.from(this.words, (word) => word >>> 0) }
  }
}

function refuseCategory(category: number): never {
  const rule = 'categories must be numbered from 0 without large gaps, since sets of them are lists of bits'
  throw new BarcastError('boosting/category', `Train booster: ${rule}, found ${category}`, { value: category })
}
