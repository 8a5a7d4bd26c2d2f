/**
 * Sample standard deviation (n − 1) of the last `windowBars` one-bar returns `close[i] / close[i − 1] − 1`, up to and including row t.
 * Each row is computed afresh from its window, so it depends on nothing before it. NaN for the first `windowBars` rows and while a missing
 * close is in the window. With 100 bars its returns are as old on average as those of an exponential mean of span 100
 * (López de Prado 2018, snippet 3.1).
 */
export function trailingVolatility(close: Float64Array, windowBars: number): Float64Array {
  const returns = new Float64Array(close.length).fill(Number.NaN)
  for (let i = 1; i < close.length; i++) returns[i] = (close[i]! - close[i - 1]!) / close[i - 1]!
  const volatility = new Float64Array(close.length).fill(Number.NaN)
  let t = windowBars
  // Four rows at once: their sums do not wait for each other, and each is added up in its own order, so the bits are those of one row at a time.
  for (; t + 3 < close.length; t += 4) fourRows(returns, t, windowBars, volatility)
  for (; t < close.length; t++) {
    let sum = 0
    for (let i = t - windowBars + 1; i <= t; i++) sum += returns[i]!
    const mean = sum / windowBars
    let squares = 0
    for (let i = t - windowBars + 1; i <= t; i++) {
      const deviation = returns[i]! - mean
      squares += deviation * deviation
    }
    volatility[t] = Math.sqrt(squares / (windowBars - 1))
  }
  return volatility
}

function fourRows(returns: Float64Array, t: number, windowBars: number, volatility: Float64Array): void {
  const from = t - windowBars + 1
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = from; i <= t; i++) {
    a += returns[i]!
    b += returns[i + 1]!
    c += returns[i + 2]!
    d += returns[i + 3]!
  }
  const meanA = a / windowBars
  const meanB = b / windowBars
  const meanC = c / windowBars
  const meanD = d / windowBars
  a = b = c = d = 0
  for (let i = from; i <= t; i++) {
    const ofA = returns[i]! - meanA
    const ofB = returns[i + 1]! - meanB
    const ofC = returns[i + 2]! - meanC
    const ofD = returns[i + 3]! - meanD
    a += ofA * ofA
    b += ofB * ofB
    c += ofC * ofC
    d += ofD * ofD
  }
  volatility[t] = Math.sqrt(a / (windowBars - 1))
  volatility[t + 1] = Math.sqrt(b / (windowBars - 1))
  volatility[t + 2] = Math.sqrt(c / (windowBars - 1))
  volatility[t + 3] = Math.sqrt(d / (windowBars - 1))
}
