/** Bytes of an edge: place of the child node (−1: a leaf), edge above of the same feature, value of the leaf. */
const EDGE: usize = 16

/**
 * Contributions of each node of a tree for `rows` rows; the twin of `PlainWalk` (src/boosting/contributions/plain-walk.ts), operation by operation.
 *
 * @param stride bytes of a row of the tables: an even number of doubles
 * @param edges two per node, the one to the right first
 * @param sides per row and node 1 where the row goes left
 * @param taken scratch, an i32 per edge and one more, which must be 1
 * @param results a double per row and node
 */
export function explainRows(
  rows: i32,
  nodes: i32,
  stride: usize,
  edges: usize,
  ratios: usize,
  gains: usize,
  sides: usize,
  products: usize,
  sums: usize,
  taken: usize,
  results: usize,
): void {
  for (let row = 0; row < rows; row++) {
    goDown(nodes, stride, edges, ratios, sides, products, sums, taken)
    goUp(nodes, stride, edges, gains, products, sums, taken, results)
    sides += nodes
    results += <usize>nodes << 3
  }
}

function goDown(nodes: i32, stride: usize, edges: usize, ratios: usize, sides: usize, products: usize, sums: usize, taken: usize): void {
  for (let at = products; at < products + stride; at += 16) v128.store(at, f64x2.splat(1))
  let product = products
  let table = ratios
  let sum = sums
  let flag = taken
  for (let node = 0; node < nodes; node++) {
    const left = <i32>load<u8>(sides + node)
    for (let side = 0; side < 2; side++) {
      const above = load<i32>(taken + (<usize>load<i32>(edges, 4) << 2))
      const isTaken = side == left ? above : 0
      store<i32>(flag, isTaken)
      const child = load<i32>(edges)
      let ratio = table + <usize>(isTaken + above) * stride
      const end = ratio + stride
      let from = product
      if (child >= 0) {
        let to = products + <usize>child * stride
        for (; ratio < end; ratio += 16) {
          v128.store(to, f64x2.mul(v128.load(from), v128.load(ratio)))
          from += 16
          to += 16
        }
      } else {
        const value = v128.load64_splat(edges, 8)
        let to = sum
        for (; ratio < end; ratio += 16) {
          v128.store(to, f64x2.mul(f64x2.mul(v128.load(from), v128.load(ratio)), value))
          from += 16
          to += 16
        }
      }
      edges += EDGE
      table += 3 * stride
      sum += stride
      flag += 4
    }
    product += stride
  }
}

function goUp(
  nodes: i32,
  stride: usize,
  edges: usize,
  gains: usize,
  products: usize,
  sums: usize,
  taken: usize,
  results: usize,
): void {
  for (let node = nodes - 1; node >= 0; node--) {
    const edge = <usize>node << 1
    const right = edges + edge * EDGE
    const left = right + EDGE
    const rightChild = load<i32>(right)
    const leftChild = load<i32>(left)
    let a = rightChild >= 0 ? products + <usize>rightChild * stride : sums + edge * stride
    let b = leftChild >= 0 ? products + <usize>leftChild * stride : sums + (edge + 1) * stride
    const rightRow = load<i32>(taken + (edge << 2)) + load<i32>(taken + (<usize>load<i32>(right, 4) << 2))
    const leftRow = load<i32>(taken + ((edge + 1) << 2)) + load<i32>(taken + (<usize>load<i32>(left, 4) << 2))
    let rightGain = gains + (3 * edge + <usize>rightRow) * stride
    let leftGain = gains + (3 * (edge + 1) + <usize>leftRow) * stride
    let total = products + <usize>node * stride
    const end = total + stride
    let contribution = f64x2.splat(0)
    for (; total < end; total += 16) {
      const p = v128.load(a)
      const q = v128.load(b)
      contribution = f64x2.add(contribution, f64x2.add(f64x2.mul(p, v128.load(rightGain)), f64x2.mul(q, v128.load(leftGain))))
      v128.store(total, f64x2.add(p, q))
      a += 16
      b += 16
      rightGain += 16
      leftGain += 16
    }
    store<f64>(results + (<usize>node << 3), f64x2.extract_lane(contribution, 0) + f64x2.extract_lane(contribution, 1))
  }
}
