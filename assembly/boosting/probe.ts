/** The sum of `count` doubles at `from`, two at a time. */
export function probe(from: usize, count: i32): f64 {
  let sum = f64x2.splat(0)
  for (let i = 0; i < count; i += 2) sum = f64x2.add(sum, v128.load(from + ((<usize>i) << 3)))
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}
