import { CATEGORIES, categoryCodeOf, codeOf, COLUMN } from './_predict-codes'

/** Codes of one row's values in every numeric column, two bytes each. */
export function codeRow(base: usize, columns: usize, count: i32, values: usize, codes: usize): void {
  for (let c = 0; c < count; c++) {
    store<u16>(codes, <u16>codeOf(load<f64>(values + (<usize>load<u32>(columns, 44) << 3)), columns, base))
    columns += COLUMN
    codes += 2
  }
}

/** Codes of one row's categories, a byte each. */
export function codeRowCategories(base: usize, inputs: usize, count: i32, values: usize, above: f64, places: usize): void {
  for (let c = 0; c < count; c++) {
    store<u8>(places + c, <u8>categoryCodeOf(load<f64>(values + (<usize>load<u32>(inputs, 4) << 3)), inputs, base, above))
    inputs += CATEGORIES
  }
}

/** For each set of categories a code of two bytes: 0 for members, 1 for others. */
export function testRowSets(base: usize, sets: usize, count: i32, places: usize, codes: usize): void {
  for (let s = 0; s < count; s++) {
    const code = <u32>load<u8>(places + load<u32>(sets))
    const byte = <u32>load<u8>(base + load<u32>(sets, 4) + (code >> 3))
    store<u16>(codes, <u16>(1 ^ ((byte >> (code & 7)) & 1)))
    sets += 8
    codes += 2
  }
}

/**
 * Bytes of a tree: 32 columns, 32 limits less 128, the nodes that each answer depends on (a node and some to its left: 16 half words, 16
 * words).
 */
const TREE: usize = 160
const LEFT_CHAINS: usize = 64
const RIGHT_CHAINS: usize = 96
/** Bytes of a tree's leaf values, which stand apart: one of them is read, of the rest everything. */
const VALUES: usize = 256

/** A quarter of the codes where `place` asks for it, else 0. */
// @ts-ignore: decorator
@inline
function pick(quarter: v128, place: v128, from: i8): v128 {
  return i8x16.swizzle(quarter, i8x16.sub(place, i8x16.splat(from)))
}

/** Which of 16 nodes send the row right, a bit each. */
// @ts-ignore: decorator
@inline
function turns(tree: usize, c0: v128, c1: v128, c2: v128, c3: v128, quarters: i32): u32 {
  const place = v128.load(tree)
  let code = i8x16.swizzle(c0, place)
  if (quarters > 1) code = v128.or(code, pick(c1, place, 16))
  if (quarters > 2) code = v128.or(v128.or(code, pick(c2, place, 32)), pick(c3, place, 48))
  return <u32>i8x16.bitmask(i8x16.gt_s(code, v128.load(tree, 32)))
}

/** Whether all nodes that each of the first 16 answers depends on send the row right. */
// @ts-ignore: decorator
@inline
function leftAnswers(chains: usize, bits: u32): u32 {
  const none = i16x8.splat(0)
  const turned = i16x8.splat(<i16>bits)
  const low = i16x8.eq(v128.andnot(v128.load(chains), turned), none)
  const high = i16x8.eq(v128.andnot(v128.load(chains, 16), turned), none)
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high))
}

/** The same of the other 16 answers. */
// @ts-ignore: decorator
@inline
function rightAnswers(chains: usize, bits: u32): u32 {
  const none = i32x4.splat(0)
  const turned = i32x4.splat(bits)
  const a = i32x4.eq(v128.andnot(v128.load(chains), turned), none)
  const b = i32x4.eq(v128.andnot(v128.load(chains, 16), turned), none)
  const c = i32x4.eq(v128.andnot(v128.load(chains, 32), turned), none)
  const d = i32x4.eq(v128.andnot(v128.load(chains, 48), turned), none)
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)))
}

/** The leaf value of one tree. The nodes stand from left to right; the last answer that holds says how many leaves lie to the left. */
// @ts-ignore: decorator
@inline
function valueOf(tree: usize, values: usize, c0: v128, c1: v128, c2: v128, c3: v128, quarters: i32): f64 {
  const bits = turns(tree, c0, c1, c2, c3, quarters) | (turns(tree + 16, c0, c1, c2, c3, quarters) << 16)
  const answers = leftAnswers(tree + LEFT_CHAINS, bits) | (rightAnswers(tree + RIGHT_CHAINS, bits) << 16)
  const leaf = 32 - clz<u32>(answers)
  return load<f64>(values + (<usize>leaf << 3))
}

/** `sum` plus the leaf values of `count` trees, for models of at most 64 columns and trees of at most 32 leaves. */
export function addSmallTrees(trees: usize, values: usize, count: i32, codes: usize, quarters: i32, sum: f64, isFloat32: i32): f64 {
  const c0 = biased(codes)
  const c1 = biased(codes + 32)
  const c2 = biased(codes + 64)
  const c3 = biased(codes + 96)
  const end = trees + <usize>count * TREE
  if (isFloat32 != 0) {
    let total = <f32>sum
    for (let tree = trees; tree < end; tree += TREE) {
      total += <f32>valueOf(tree, values, c0, c1, c2, c3, quarters)
      values += VALUES
    }
    return <f64>total
  }
  for (let tree = trees; tree < end; tree += TREE) {
    sum += valueOf(tree, values, c0, c1, c2, c3, quarters)
    values += VALUES
  }
  return sum
}

/** 16 codes of two bytes as bytes less 128. */
// @ts-ignore: decorator
@inline
function biased(codes: usize): v128 {
  return v128.xor(i8x16.narrow_i16x8_u(v128.load(codes), v128.load(codes, 16)), i8x16.splat(-128))
}

/** The next node: bytes 0–1 are a column's offset, 2–3 a limit, 4–7 the left child's offset; the right child follows it. Leaves lead to themselves. */
// @ts-ignore: decorator
@inline
function step(nodes: usize, node: u32, codes: usize): u32 {
  const test = load<u32>(nodes + node)
  const code = <u32>load<u16>(codes + (test & 0xffff))
  return load<u32>(nodes + node, 4) + (u32(code > test >>> 16) << 3)
}

/**
 * `sum` plus the leaf values of `count` trees, eight trees walked side by side. `roots` holds for each tree its first node's offset and the
 * depth of the deepest of the eight trees from it on; `values` has a number for every node.
 */
export function addWalkedTrees(
  nodes: usize,
  values: usize,
  roots: usize,
  count: i32,
  codes: usize,
  sum: f64,
  isFloat32: i32
): f64 {
  for (let t = 0; t < count; t += 8) {
    // The table of roots ends with seven more, so that the last trees need no loop of their own.
    let n0 = load<u32>(roots)
    let n1 = load<u32>(roots, 8)
    let n2 = load<u32>(roots, 16)
    let n3 = load<u32>(roots, 24)
    let n4 = load<u32>(roots, 32)
    let n5 = load<u32>(roots, 40)
    let n6 = load<u32>(roots, 48)
    let n7 = load<u32>(roots, 56)
    for (let left = load<u32>(roots, 4); left > 0; left--) {
      n0 = step(nodes, n0, codes)
      n1 = step(nodes, n1, codes)
      n2 = step(nodes, n2, codes)
      n3 = step(nodes, n3, codes)
      n4 = step(nodes, n4, codes)
      n5 = step(nodes, n5, codes)
      n6 = step(nodes, n6, codes)
      n7 = step(nodes, n7, codes)
    }
    sum = add(sum, values + n0, isFloat32)
    if (t + 1 < count) sum = add(sum, values + n1, isFloat32)
    if (t + 2 < count) sum = add(sum, values + n2, isFloat32)
    if (t + 3 < count) sum = add(sum, values + n3, isFloat32)
    if (t + 4 < count) sum = add(sum, values + n4, isFloat32)
    if (t + 5 < count) sum = add(sum, values + n5, isFloat32)
    if (t + 6 < count) sum = add(sum, values + n6, isFloat32)
    if (t + 7 < count) sum = add(sum, values + n7, isFloat32)
    roots += 64
  }
  return sum
}

// @ts-ignore: decorator
@inline
function add(sum: f64, at: usize, isFloat32: i32): f64 {
  const value = load<f64>(at)
  return isFloat32 != 0 ? <f64>(<f32>sum + <f32>value) : sum + value
}
