/*
 * One row's bin of each lane of a block, added to the lane's histogram of 256 pairs of float64. WebAssembly takes offsets as literals
 * only, hence a function per lane.
 */

// @ts-ignore: decorator
@inline
export function bump0(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 0)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 0), pair), 0)
}

// @ts-ignore: decorator
@inline
export function bump1(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 1)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 4096), pair), 4096)
}

// @ts-ignore: decorator
@inline
export function bump2(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 2)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 8192), pair), 8192)
}

// @ts-ignore: decorator
@inline
export function bump3(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 3)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 12288), pair), 12288)
}

// @ts-ignore: decorator
@inline
export function bump4(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 4)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 16384), pair), 16384)
}

// @ts-ignore: decorator
@inline
export function bump5(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 5)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 20480), pair), 20480)
}

// @ts-ignore: decorator
@inline
export function bump6(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 6)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 24576), pair), 24576)
}

// @ts-ignore: decorator
@inline
export function bump7(histogram: usize, row: usize, pair: v128): void {
  const at = histogram + ((<usize>load<u8>(row, 7)) << 4)
  v128.store(at, f64x2.add(v128.load(at, 28672), pair), 28672)
}
