/*
 * Passes over the rows of leaves. `rows` always points at ascending row numbers (32 bits each).
 */

/** Writes 0, 1, 2 … `count` − 1. */
export function fillRows(rows: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<i32>(rows + ((<usize>i) << 2), i)
}

/**
 * Moves the rows whose bin has a 0 in `left` behind the others; both keep their order. `codes` is the feature's column of bytes, or of 16
 * bits with `wide`; `spare` has room for all.
 * @returns how many stay in front
 */
export function partition(codes: usize, wide: bool, left: usize, rows: usize, count: i32, spare: usize): i32 {
  let front = rows
  let back = spare
  const end = rows + ((<usize>count) << 2)
  if (wide) {
    for (let at = rows; at < end; at += 4) {
      const row = load<u32>(at)
      const goes = <usize>load<u8>(left + load<u16>(codes + ((<usize>row) << 1)))
      store<u32>(front, row)
      store<u32>(back, row)
      front += goes << 2
      back += (goes ^ 1) << 2
    }
  } else {
    for (let at = rows; at < end; at += 4) {
      const row = load<u32>(at)
      const goes = <usize>load<u8>(left + load<u8>(codes + row))
      store<u32>(front, row)
      store<u32>(back, row)
      front += goes << 2
      back += (goes ^ 1) << 2
    }
  }
  memory.copy(front, spare, back - spare)
  return <i32>((front - rows) >> 2)
}

/** Copies the 8 bytes of each of the rows side by side. */
export function gather(from: usize, rows: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 2
    store<i64>(to + (at << 1), load<i64>(from + ((<usize>load<u32>(rows + at)) << 3)))
  }
}

/** Adds `value` to the float64 scores of the rows. */
export function addToScores(scores: usize, rows: usize, count: i32, value: f64): void {
  for (let i = 0; i < count; i++) {
    const at = scores + ((<usize>load<u32>(rows + ((<usize>i) << 2))) << 3)
    store<f64>(at, load<f64>(at) + value)
  }
}

/** Rows copied at once from a block into the tile. */
export const TILE_ROWS: i32 = 64

/** Copies up to a tile's rows out of a block of `width` (1, 2, 4, 8 or 16) bytes per row. */
// @ts-ignore: decorator
@inline
export function gatherTile(block: usize, width: i32, rows: usize, count: i32, tile: usize): void {
  if (width == 16) {
    for (let i = 0; i < count; i++) {
      const row = <usize>load<u32>(rows + ((<usize>i) << 2))
      v128.store(tile + ((<usize>i) << 4), v128.load(block + (row << 4)))
    }
  } else if (width == 8) {
    for (let i = 0; i < count; i++) {
      const row = <usize>load<u32>(rows + ((<usize>i) << 2))
      store<u64>(tile + ((<usize>i) << 3), load<u64>(block + (row << 3)))
    }
  } else if (width == 4) {
    for (let i = 0; i < count; i++) {
      const row = <usize>load<u32>(rows + ((<usize>i) << 2))
      store<u32>(tile + ((<usize>i) << 2), load<u32>(block + (row << 2)))
    }
  } else if (width == 2) {
    for (let i = 0; i < count; i++) {
      const row = <usize>load<u32>(rows + ((<usize>i) << 2))
      store<u16>(tile + ((<usize>i) << 1), load<u16>(block + (row << 1)))
    }
  } else {
    for (let i = 0; i < count; i++) {
      const row = <usize>load<u32>(rows + ((<usize>i) << 2))
      store<u8>(tile + <usize>i, load<u8>(block + row))
    }
  }
}

/** Interleaves a column of bytes into a block: byte `lane` of every row. */
export function interleave(codes: usize, count: i32, block: usize, width: i32, lane: i32): void {
  let to = block + <usize>lane
  for (let i = 0; i < count; i++) {
    store<u8>(to, load<u8>(codes + <usize>i))
    to += <usize>width
  }
}
