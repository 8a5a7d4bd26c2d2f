import {
  BAND,
  CATEGORIES,
  categoryCodeOf,
  COLUMN,
  GRID,
  LIMITS,
  LOW,
  next,
  SCALE,
  SHIFT,
  STEPS,
  search,
  TOP
} from './_predict-codes'

/** Rows of a block: the distance of two columns of codes. */
const BLOCK: usize = 256
/** Rows that pass through a tree together. */
const CHUNK: usize = 128
/** Trees whose leaves are found before their values are added. */
const GROUP: usize = 8

/**
 * Codes of `rows` values (rounded up to an even number) in every numeric column, less 128, at `codes + column * BLOCK`.
 * @param source which of a column's two numbers says where its values are: 40 its place among the used features, 44 its feature
 */
export function codeColumns(
  base: usize,
  columns: usize,
  count: i32,
  source: usize,
  values: usize,
  columnStride: usize,
  rowStride: usize,
  rows: i32,
  codes: usize,
): void {
  for (let c = 0; c < count; c++) {
    codeColumn(base, columns, values + <usize>load<u32>(columns + source) * columnStride, rowStride, rows, codes)
    columns += COLUMN
    codes += BLOCK
  }
}

function codeColumn(base: usize, column: usize, values: usize, rowStride: usize, rows: i32, codes: usize): void {
  const low = v128.load64_splat(column, LOW)
  const scale = v128.load64_splat(column, SCALE)
  const top = v128.load64_splat(column, TOP)
  const band = v128.load64_splat(column, BAND)
  const grid = base + load<u32>(column, GRID)
  const limits = base + load<u32>(column, LIMITS)
  const steps = load<i32>(column, STEPS)
  const end = codes + rows
  if (steps == 1) {
    for (; codes < end; codes += 2) {
      const pair = present(v128.load64_lane(values + rowStride, v128.load64_zero(values), 1), band)
      const cell = cellsOf(pair, low, scale, top)
      const a = next(f64x2.extract_lane(pair, 0), startOf(grid, i32x4.extract_lane(cell, 0)), limits)
      const b = next(f64x2.extract_lane(pair, 1), startOf(grid, i32x4.extract_lane(cell, 2)), limits)
      store<u16>(codes, <u16>((a | (b << 8)) ^ 0x8080))
      values += rowStride << 1
    }
    return
  }
  for (; codes < end; codes += 2) {
    const pair = present(v128.load64_lane(values + rowStride, v128.load64_zero(values), 1), band)
    const cell = cellsOf(pair, low, scale, top)
    const a = search(f64x2.extract_lane(pair, 0), startOf(grid, i32x4.extract_lane(cell, 0)), limits, steps)
    const b = search(f64x2.extract_lane(pair, 1), startOf(grid, i32x4.extract_lane(cell, 2)), limits, steps)
    store<u16>(codes, <u16>((a | (b << 8)) ^ 0x8080))
    values += rowStride << 1
  }
}

/** Two values, NaN where they are missing. */
// @ts-ignore: decorator
@inline
function present(pair: v128, band: v128): v128 {
  return v128.or(pair, f64x2.le(f64x2.abs(pair), band))
}

/** The cells of two values, in the low halves of the lanes: 0 for NaN. */
// @ts-ignore: decorator
@inline
function cellsOf(pair: v128, low: v128, scale: v128, top: v128): v128 {
  const scaled = f64x2.pmin(top, f64x2.pmax(f64x2.splat(1), f64x2.mul(f64x2.sub(pair, low), scale)))
  return v128.and(f64x2.add(scaled, f64x2.splat(SHIFT)), f64x2.eq(pair, pair))
}

// @ts-ignore: decorator
@inline
function startOf(grid: usize, cell: i32): u32 {
  return <u32>load<u16>(grid + (<usize>cell << 1))
}

/** Codes of categories as a byte's number (`places`) and a bit of that byte (`places + BLOCK`). */
export function codeCategories(
  base: usize,
  inputs: usize,
  count: i32,
  source: usize,
  values: usize,
  columnStride: usize,
  rowStride: usize,
  rows: i32,
  above: f64,
  places: usize,
): void {
  for (let c = 0; c < count; c++) {
    let from = values + <usize>load<u32>(inputs + source) * columnStride
    for (let row = 0; row < rows; row++) {
      const code = categoryCodeOf(load<f64>(from), inputs, base, above)
      store<u8>(places + row, <u8>(code >> 3))
      store<u8>(places + row + BLOCK, <u8>(<u32>1 << (code & 7)))
      from += rowStride
    }
    inputs += CATEGORIES
    places += BLOCK << 1
  }
}

/** For each set of categories a column of codes: −128 for members, −1 for others. A set is 32 bytes of bits, `sets` holds (input, place). */
export function testSets(base: usize, sets: usize, count: i32, places: usize, rows: i32, codes: usize): void {
  const sixteen = i8x16.splat(16)
  const member = i8x16.splat(-128)
  const none = i8x16.splat(0)
  for (let s = 0; s < count; s++) {
    const from = places + <usize>load<u32>(sets) * (BLOCK << 1)
    const low = v128.load(base + load<u32>(sets, 4))
    const high = v128.load(base + load<u32>(sets, 4), 16)
    for (let row: usize = 0; row < <usize>rows; row += 16) {
      const place = v128.load(from + row)
      const bits = v128.or(i8x16.swizzle(low, place), i8x16.swizzle(high, i8x16.sub(place, sixteen)))
      const outside = i8x16.eq(v128.and(bits, v128.load(from + row, BLOCK)), none)
      v128.store(codes + row, v128.or(outside, member))
    }
    sets += 8
    codes += BLOCK
  }
}

/** Bytes of a tree in the directory: first node, nodes whose answer others need, all nodes, first leaf. */
const TREE: usize = 16
/** Bytes of a node: column (u16), limit's number less 128 (i8), leaf (u8), place of the answer it depends on (u16). */
const NODE: usize = 8

/**
 * Leaf numbers, from left to right, of CHUNK rows in one tree. A node answers "right" only where the last ancestor that has it on its right
 * answered "right" too; then the leftmost leaf of its right side is a bid, and the highest bid is the leaf.
 */
// @ts-ignore: decorator
@inline
function findLeaves(tree: usize, nodes: usize, codes: usize, answers: usize, leaves: usize): void {
  let a0 = i8x16.splat(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let a4 = a0
  let a5 = a0
  let a6 = a0
  let a7 = a0
  let node = nodes + <usize>load<u32>(tree) * NODE
  const kept = node + <usize>load<u32>(tree, 4) * NODE
  const end = node + <usize>load<u32>(tree, 8) * NODE
  let answer = answers
  while (node < kept) {
    answer += CHUNK
    const from = codes + <usize>load<u16>(node) * BLOCK
    const limit = v128.load8_splat(node, 2)
    const leaf = v128.load8_splat(node, 3)
    const above = answers + <usize>load<u16>(node, 4) * CHUNK
    let m = v128.and(i8x16.gt_s(v128.load(from), limit), v128.load(above))
    v128.store(answer, m)
    a0 = i8x16.max_u(a0, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 16), limit), v128.load(above, 16))
    v128.store(answer, m, 16)
    a1 = i8x16.max_u(a1, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 32), limit), v128.load(above, 32))
    v128.store(answer, m, 32)
    a2 = i8x16.max_u(a2, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 48), limit), v128.load(above, 48))
    v128.store(answer, m, 48)
    a3 = i8x16.max_u(a3, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 64), limit), v128.load(above, 64))
    v128.store(answer, m, 64)
    a4 = i8x16.max_u(a4, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 80), limit), v128.load(above, 80))
    v128.store(answer, m, 80)
    a5 = i8x16.max_u(a5, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 96), limit), v128.load(above, 96))
    v128.store(answer, m, 96)
    a6 = i8x16.max_u(a6, v128.and(m, leaf))
    m = v128.and(i8x16.gt_s(v128.load(from, 112), limit), v128.load(above, 112))
    v128.store(answer, m, 112)
    a7 = i8x16.max_u(a7, v128.and(m, leaf))
    node += NODE
  }
  while (node < end) {
    const from = codes + <usize>load<u16>(node) * BLOCK
    const limit = v128.load8_splat(node, 2)
    const leaf = v128.load8_splat(node, 3)
    const above = answers + <usize>load<u16>(node, 4) * CHUNK
    a0 = i8x16.max_u(a0, v128.and(v128.and(i8x16.gt_s(v128.load(from), limit), v128.load(above)), leaf))
    a1 = i8x16.max_u(a1, v128.and(v128.and(i8x16.gt_s(v128.load(from, 16), limit), v128.load(above, 16)), leaf))
    a2 = i8x16.max_u(a2, v128.and(v128.and(i8x16.gt_s(v128.load(from, 32), limit), v128.load(above, 32)), leaf))
    a3 = i8x16.max_u(a3, v128.and(v128.and(i8x16.gt_s(v128.load(from, 48), limit), v128.load(above, 48)), leaf))
    a4 = i8x16.max_u(a4, v128.and(v128.and(i8x16.gt_s(v128.load(from, 64), limit), v128.load(above, 64)), leaf))
    a5 = i8x16.max_u(a5, v128.and(v128.and(i8x16.gt_s(v128.load(from, 80), limit), v128.load(above, 80)), leaf))
    a6 = i8x16.max_u(a6, v128.and(v128.and(i8x16.gt_s(v128.load(from, 96), limit), v128.load(above, 96)), leaf))
    a7 = i8x16.max_u(a7, v128.and(v128.and(i8x16.gt_s(v128.load(from, 112), limit), v128.load(above, 112)), leaf))
    node += NODE
  }
  v128.store(leaves, a0)
  v128.store(leaves, a1, 16)
  v128.store(leaves, a2, 32)
  v128.store(leaves, a3, 48)
  v128.store(leaves, a4, 64)
  v128.store(leaves, a5, 80)
  v128.store(leaves, a6, 96)
  v128.store(leaves, a7, 112)
}

/** Leaf numbers of `rows` rows (rounded up to CHUNKs) in `count` trees, at `leaves + tree * BLOCK`. `answers` begins with a CHUNK of ones. */
export function findBlock(trees: usize, count: i32, nodes: usize, codes: usize, answers: usize, rows: i32, leaves: usize): void {
  for (let t = 0; t < count; t++) {
    for (let row: usize = 0; row < <usize>rows; row += CHUNK) findLeaves(trees, nodes, codes + row, answers, leaves + row)
    trees += TREE
    leaves += BLOCK
  }
}

// @ts-ignore: decorator
@inline
function valueOf(values: usize, tree: usize, leaf: usize): f64 {
  return load<f64>(values + ((<usize>load<u32>(tree, 12) + <usize>load<u8>(leaf)) << 3))
}

/** Adds the leaf values of `count` trees to the scores of `rows` rows, tree after tree. */
function addLeaves(trees: usize, count: i32, values: usize, leaves: usize, rows: i32, scores: usize): void {
  if (count == <i32>GROUP) {
    const v0 = values + (<usize>load<u32>(trees, 12) << 3)
    const v1 = values + (<usize>load<u32>(trees, 28) << 3)
    const v2 = values + (<usize>load<u32>(trees, 44) << 3)
    const v3 = values + (<usize>load<u32>(trees, 60) << 3)
    const v4 = values + (<usize>load<u32>(trees, 76) << 3)
    const v5 = values + (<usize>load<u32>(trees, 92) << 3)
    const v6 = values + (<usize>load<u32>(trees, 108) << 3)
    const v7 = values + (<usize>load<u32>(trees, 124) << 3)
    for (let row = 0; row < rows; row++) {
      let sum = load<f64>(scores)
      sum += load<f64>(v0 + (<usize>load<u8>(leaves) << 3))
      sum += load<f64>(v1 + (<usize>load<u8>(leaves, 256) << 3))
      sum += load<f64>(v2 + (<usize>load<u8>(leaves, 512) << 3))
      sum += load<f64>(v3 + (<usize>load<u8>(leaves, 768) << 3))
      sum += load<f64>(v4 + (<usize>load<u8>(leaves, 1024) << 3))
      sum += load<f64>(v5 + (<usize>load<u8>(leaves, 1280) << 3))
      sum += load<f64>(v6 + (<usize>load<u8>(leaves, 1536) << 3))
      sum += load<f64>(v7 + (<usize>load<u8>(leaves, 1792) << 3))
      store<f64>(scores, sum)
      leaves++
      scores += 8
    }
    return
  }
  for (let t = 0; t < count; t++) {
    for (let row: usize = 0; row < <usize>rows; row++) {
      const at = scores + (row << 3)
      store<f64>(at, load<f64>(at) + valueOf(values, trees, leaves + row))
    }
    trees += TREE
    leaves += BLOCK
  }
}

/** The same where sums are float32: each is rounded. */
function addFloats(trees: usize, count: i32, values: usize, leaves: usize, rows: i32, scores: usize): void {
  for (let t = 0; t < count; t++) {
    for (let row: usize = 0; row < <usize>rows; row++) {
      const at = scores + (row << 3)
      store<f64>(at, <f64>(<f32>load<f64>(at) + <f32>valueOf(values, trees, leaves + row)))
    }
    trees += TREE
    leaves += BLOCK
  }
}

/** Adds the outputs of `count` trees to the scores of `rows` rows. `leaves` has room for GROUP · BLOCK bytes. */
export function addTrees(
  trees: usize,
  count: i32,
  nodes: usize,
  values: usize,
  codes: usize,
  answers: usize,
  leaves: usize,
  rows: i32,
  scores: usize,
  isFloat32: i32,
): void {
  for (let t = 0; t < count; t += <i32>GROUP) {
    const group = min(<i32>GROUP, count - t)
    findBlock(trees, group, nodes, codes, answers, rows, leaves)
    if (isFloat32 != 0) addFloats(trees, group, values, leaves, rows, scores)
    else addLeaves(trees, group, values, leaves, rows, scores)
    trees += TREE * GROUP
  }
}
