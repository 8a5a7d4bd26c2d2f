import type { TreeBackend } from '../backend.js'
import type { BinMapper } from '../bin-mapper.js'
import { nodeGoesLeft, type Tree } from '../tree.js'

/** A value of the bin; a node decides about it as about all others of the bin. */
function valueOfBin({ upperBounds, categories, hasMissing, binCount }: BinMapper, bin: number): number {
  if (categories !== undefined) return bin === 0 ? NaN : categories[bin]!
  return hasMissing && bin === binCount - 1 ? NaN : upperBounds[bin]!
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
    return Uint8Array.from({ length: mapper.binCount }, (_, bin) => (nodeGoesLeft(tree, node, valueOfBin(mapper, bin)) ? 1 : 0))
  })
  for (let row = 0; row < leaves.length; row++) {
    let node = 0
    while (node >= 0) node = goesLeft[node]![backend.binOf(positions[node]!, row)] === 1 ? leftChild[node]! : rightChild[node]!
    leaves[row] = ~node
  }
}
