import type { TreeBackend } from '../backend.js'
import { type BinMapper, missingBinOf } from '../bin-mapper.js'
import { DEFAULT_LEFT, nodeGoesLeft, type Tree } from '../tree.js'

/** What a node decides about all rows of a bin. */
function binGoesLeft(tree: Tree, node: number, mapper: BinMapper, bin: number): boolean {
  const { upperBounds, categories } = mapper
  if (categories !== undefined) return nodeGoesLeft(tree, node, bin === 0 ? NaN : categories[bin]!)
  if (bin === missingBinOf(mapper)) return (tree.decisionType[node]! & DEFAULT_LEFT) !== 0
  return upperBounds[bin]! <= tree.threshold[node]!
}

/** Writes the leaf of every training row to `leaves`, for a tree that was grown on them in any round. */
export function writeLeavesOfRows(tree: Tree, backend: TreeBackend, leaves: Int32Array): void {
  const { splitFeature, leftChild, rightChild } = tree
  if (tree.leaves === 1) {
    leaves.fill(0)
    return
  }
  const positionOf = new Map(backend.features.map(({ column }, position) => [column, position]))
  const positions = Int32Array.from(splitFeature, (column) => positionOf.get(column)!)
  const goesLeft = Array.from(positions, (position, node) => {
    const { mapper } = backend.features[position]!
    return Uint8Array.from({ length: mapper.binCount }, (_, bin) => (binGoesLeft(tree, node, mapper, bin) ? 1 : 0))
  })
  for (let row = 0; row < leaves.length; row++) {
    let node = 0
    while (node >= 0) node = goesLeft[node]![backend.binOf(positions[node]!, row)] === 1 ? leftChild[node]! : rightChild[node]!
    leaves[row] = ~node
  }
}
