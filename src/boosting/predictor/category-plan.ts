import type { CategorySets, Tree } from '../tree.js'
import { CATEGORY, type NodeTests } from './node-tests.js'

/** Small codes of one feature's categories. */
export interface CategoryInput {
  readonly feature: number
  /** The code of each category number; higher numbers are `other`. */
  readonly table: Uint8Array
  /** The code of categories that are in no set. */
  readonly other: number
  /** The code of NaN. */
  readonly missing: number
}

/** A set of codes that goes left. */
export interface CodeSet {
  /** Its place among the inputs. */
  readonly input: number
  /** 256 bits, one per code. */
  readonly bits: Uint8Array
}

/** The categorical nodes of a model: their features, their different sets, and which set each node asks for. */
export interface CategoryPlan {
  readonly inputs: readonly CategoryInput[]
  readonly sets: readonly CodeSet[]
  readonly nodes: readonly { tree: number; node: number; set: number }[]
  /** False if a feature has too many categories for a byte or a table; then the plan is of no use. */
  readonly fits: boolean
}

const MOST_CODES = 254
const LONGEST_TABLE = 1 << 20

interface NodeSet {
  tree: number
  node: number
  members: number[]
  missingLeft: boolean
}

function membersOf(sets: CategorySets, set: number): number[] {
  const members: number[] = []
  const from = sets.boundaries[set]!
  for (let word = from; word < sets.boundaries[set + 1]!; word++) {
    for (let bit = 0; bit < 32; bit++) if (((sets.words[word]! >>> bit) & 1) === 1) members.push((word - from) * 32 + bit)
  }
  return members
}

function collectSets(trees: readonly Tree[], tests: readonly NodeTests[]): Map<number, NodeSet[]> {
  const byFeature = new Map<number, NodeSet[]>()
  trees.forEach((tree, t) => {
    tests[t]!.kind.forEach((kind, node) => {
      if (kind !== CATEGORY) return
      const feature = tree.splitFeature[node]!
      const sets = byFeature.get(feature) ?? []
      const members = membersOf(tree.categories!, tree.threshold[node]!)
      sets.push({ tree: t, node, members, missingLeft: tests[t]!.missingLeft[node] === 1 })
      byFeature.set(feature, sets)
    })
  })
  return byFeature
}

/** Codes of the categories that any set holds; undefined if they do not fit. */
function codesOf(sets: readonly NodeSet[]): { categories: number[]; table: Uint8Array } | undefined {
  const categories = [...new Set(sets.flatMap(({ members }) => members))].sort((a, b) => a - b)
  const length = (categories.at(-1) ?? -1) + 1
  if (categories.length > MOST_CODES || length > LONGEST_TABLE) return undefined
  const table = new Uint8Array(length).fill(categories.length)
  categories.forEach((category, code) => {
    table[category] = code
  })
  return { categories, table }
}

export function planCategories(trees: readonly Tree[], tests: readonly NodeTests[]): CategoryPlan {
  const inputs: CategoryInput[] = []
  const sets: CodeSet[] = []
  const nodes: { tree: number; node: number; set: number }[] = []
  for (const [feature, nodeSets] of collectSets(trees, tests)) {
    const codes = codesOf(nodeSets)
    if (codes === undefined) return { inputs: [], sets: [], nodes: [], fits: false }
    const { categories, table } = codes
    const input = inputs.push({ feature, table, other: categories.length, missing: categories.length + 1 }) - 1
    const known = new Map<string, number>()
    for (const { tree, node, members, missingLeft } of nodeSets) {
      const key = `${missingLeft} ${members.join(' ')}`
      let set = known.get(key)
      if (set === undefined) {
        const bits = new Uint8Array(32)
        const codesIn = members.map((member) => table[member]!)
        for (const code of missingLeft ? [...codesIn, categories.length + 1] : codesIn) bits[code >> 3]! |= 1 << (code & 7)
        set = sets.push({ input, bits }) - 1
        known.set(key, set)
      }
      nodes.push({ tree, node, set })
    }
  }
  return { inputs, sets, nodes, fits: true }
}
