import type { Random } from 'barcast/core'
import { emptyTree, type Tree } from '../../../src/boosting/tree.js'

const EDGE = Math.fround(1e-35)
/** Numbers at which comparisons could go wrong. */
export const ODD_NUMBERS = [0, -0, EDGE, -EDGE, 1e-40, -1e-40, 5e-324, 1e300, -1e300, Number.MAX_VALUE, Infinity, -Infinity, 1, -1, 0.5]
const ODD_CATEGORIES = [NaN, -0.5, -1, 2.7, 1e12, 2 ** 31, 2 ** 32 + 1, -Infinity, Infinity, 2 ** 24]

export interface ForestKind {
  trees: number
  leaves: number
  features: number
  /** The last of the features hold categories below `categoryLimit`. */
  categorical: number
  categoryLimit: number
  /** Different thresholds per feature, about. */
  thresholds: number
  float32: boolean
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.uniform() * list.length)]!
}

/** Values near and at which the trees decide, NaN, infinities and categories; equal ones are likely. */
export function randomValue(random: Random, feature: number, { features, categorical, categoryLimit, thresholds }: ForestKind): number {
  const chance = random.uniform()
  if (feature >= features - categorical) return chance < 0.15 ? pick(random, ODD_CATEGORIES) : Math.floor(random.uniform() * categoryLimit)
  if (chance < 0.1) return NaN
  if (chance < 0.2) return pick(random, ODD_NUMBERS)
  const step = Math.floor(random.uniform() * thresholds) - thresholds / 2
  if (chance < 0.5) return step / 8
  return chance < 0.6 ? (step / 8) * (1 + 2 ** -52) : random.normal() * (thresholds / 20)
}

function randomSet(random: Random, limit: number): number[] {
  const words = Array.from({ length: Math.ceil(limit / 32) }, () => 0)
  for (let category = 0; category < limit; category++) if (random.uniform() < 0.4) words[category >> 5]! |= 1 << (category & 31)
  return words.map((word) => word >>> 0)
}

export function randomTree(random: Random, kind: ForestKind, missingOf: readonly number[]): Tree {
  const leaves = 1 + Math.floor(random.uniform() * kind.leaves)
  const tree = emptyTree(leaves)
  const boundaries = [0]
  const words: number[] = []
  for (let leaf = 0; leaf < leaves; leaf++) tree.leafValue[leaf] = random.normal()
  for (let node = 0; node < leaves - 1; node++) {
    // Splits a random one of the leaves so far, as training does; leaf `node + 1` is new.
    if (node > 0) {
      const split = Math.floor(random.uniform() * (node + 1))
      for (const children of [tree.leftChild, tree.rightChild]) {
        const at = children.subarray(0, node).indexOf(~split)
        if (at >= 0) children[at] = node
      }
      tree.leftChild[node] = ~split
    } else tree.leftChild[0] = ~0
    tree.rightChild[node] = ~(node + 1)
    const feature = Math.floor(random.uniform() * kind.features)
    tree.splitFeature[node] = feature
    const defaultLeft = random.uniform() < 0.5 ? 2 : 0
    if (feature >= kind.features - kind.categorical) {
      tree.decisionType[node] = 1 | defaultLeft | (2 << 2)
      tree.threshold[node] = boundaries.length - 1
      words.push(...randomSet(random, kind.categoryLimit))
      boundaries.push(words.length)
    } else {
      tree.decisionType[node] = defaultLeft | (missingOf[feature]! << 2)
      const step = Math.floor(random.uniform() * kind.thresholds) - kind.thresholds / 2
      tree.threshold[node] = random.uniform() < 0.1 ? pick(random, ODD_NUMBERS) : step / 8
    }
  }
  if (kind.categorical > 0) tree.categories = { boundaries: Int32Array.from(boundaries), words: Uint32Array.from(words) }
  return tree
}

export function randomForest(random: Random, kind: ForestKind): Tree[] {
  const missingOf = Array.from({ length: kind.features }, () => Math.floor(random.uniform() * 3))
  return Array.from({ length: kind.trees }, () => randomTree(random, kind, missingOf))
}
