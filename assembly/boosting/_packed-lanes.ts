/*
 * One row's bin of each lane of a block, added to the lane's histogram of 256 words. WebAssembly takes offsets as literals only,
 * hence a function per lane.
 */

// @ts-ignore: decorator
@inline
export function bump0(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 0)) << 3)
  store<i64>(at, load<i64>(at, 0) + word, 0)
}

// @ts-ignore: decorator
@inline
export function bump1(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 1)) << 3)
  store<i64>(at, load<i64>(at, 2048) + word, 2048)
}

// @ts-ignore: decorator
@inline
export function bump2(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 2)) << 3)
  store<i64>(at, load<i64>(at, 4096) + word, 4096)
}

// @ts-ignore: decorator
@inline
export function bump3(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 3)) << 3)
  store<i64>(at, load<i64>(at, 6144) + word, 6144)
}

// @ts-ignore: decorator
@inline
export function bump4(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 4)) << 3)
  store<i64>(at, load<i64>(at, 8192) + word, 8192)
}

// @ts-ignore: decorator
@inline
export function bump5(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 5)) << 3)
  store<i64>(at, load<i64>(at, 10240) + word, 10240)
}

// @ts-ignore: decorator
@inline
export function bump6(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 6)) << 3)
  store<i64>(at, load<i64>(at, 12288) + word, 12288)
}

// @ts-ignore: decorator
@inline
export function bump7(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 7)) << 3)
  store<i64>(at, load<i64>(at, 14336) + word, 14336)
}

// @ts-ignore: decorator
@inline
export function bump8(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 8)) << 3)
  store<i64>(at, load<i64>(at, 16384) + word, 16384)
}

// @ts-ignore: decorator
@inline
export function bump9(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 9)) << 3)
  store<i64>(at, load<i64>(at, 18432) + word, 18432)
}

// @ts-ignore: decorator
@inline
export function bump10(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 10)) << 3)
  store<i64>(at, load<i64>(at, 20480) + word, 20480)
}

// @ts-ignore: decorator
@inline
export function bump11(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 11)) << 3)
  store<i64>(at, load<i64>(at, 22528) + word, 22528)
}

// @ts-ignore: decorator
@inline
export function bump12(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 12)) << 3)
  store<i64>(at, load<i64>(at, 24576) + word, 24576)
}

// @ts-ignore: decorator
@inline
export function bump13(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 13)) << 3)
  store<i64>(at, load<i64>(at, 26624) + word, 26624)
}

// @ts-ignore: decorator
@inline
export function bump14(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 14)) << 3)
  store<i64>(at, load<i64>(at, 28672) + word, 28672)
}

// @ts-ignore: decorator
@inline
export function bump15(histogram: usize, row: usize, word: i64): void {
  const at = histogram + ((<usize>load<u8>(row, 15)) << 3)
  store<i64>(at, load<i64>(at, 30720) + word, 30720)
}
