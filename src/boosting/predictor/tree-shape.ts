import type { Tree } from '../tree.js'

/** How a tree's nodes and leaves lie, seen from left to right. */
export interface TreeShape {
  /** The nodes, each after its parent, left sides first. */
  readonly nodes: Int32Array
  /** Per node, the leaves left of its right side: the number, from left to right, of the first leaf there. */
  readonly split: Int32Array
  /** Per node, the nearest ancestor that has it on its right side; −1 for none. */
  readonly guard: Int32Array
  /** The leaves from left to right. */
  readonly leaves: Int32Array
  /** Decisions above the deepest leaf. */
  readonly depth: number
}

/** Trees class by class, so that those of one class and any rounds stand side by side; each with its number in the model. */
export function byClass(trees: readonly Tree[], classes: number): [Tree, number][] {
  return trees.map((tree, t): [Tree, number] => [tree, t]).sort(([, a], [, b]) => (a % classes) - (b % classes) || a - b)
}

export function shapeOf({ leaves: count, leftChild, rightChild }: Tree): TreeShape {
  const shape = {
    nodes: new Int32Array(count - 1),
    split: new Int32Array(count - 1),
    guard: new Int32Array(count - 1).fill(-1),
    leaves: new Int32Array(count),
    depth: 0,
  }
  let nodes = 0
  let leaves = 0
  // Children to visit with their depth, and nodes whose left side is done.
  const open: [what: 'child' | 'between', number, number][] = [['child', count === 1 ? -1 : 0, 0]]
  while (open.length > 0) {
    const [what, place, depth] = open.pop()!
    if (what === 'between') {
      shape.split[place] = leaves
    } else if (place < 0) {
      shape.leaves[leaves++] = ~place
      shape.depth = Math.max(shape.depth, depth)
    } else {
      shape.nodes[nodes++] = place
      const [left, right] = [leftChild[place]!, rightChild[place]!]
      if (left >= 0) shape.guard[left] = shape.guard[place]!
      if (right >= 0) shape.guard[right] = place
      open.push(['child', right, depth + 1], ['between', place, depth], ['child', left, depth + 1])
    }
  }
  return shape
}
