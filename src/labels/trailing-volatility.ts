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
  for (let t = windowBars; t < close.length; t++) {
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
