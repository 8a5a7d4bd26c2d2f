/** Sample standard deviation of the last `windowBars` simple returns up to a row; 0 where there are fewer than two known ones. */
export function barVolatility(close: Float64Array, row: number, windowBars: number): number {
  let count = 0
  let mean = 0
  let squares = 0
  for (let i = Math.max(1, row - windowBars + 1); i <= row; i++) {
    const change = close[i]! / close[i - 1]! - 1
    if (Number.isNaN(change)) continue
    count += 1
    const delta = change - mean
    mean += delta / count
    squares += delta * (change - mean)
  }
  return count < 2 ? 0 : Math.sqrt(squares / (count - 1))
}
