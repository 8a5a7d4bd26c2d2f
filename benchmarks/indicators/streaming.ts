/*
 * Indicators alone in a process each, fed bar by bar: the median time of an update, in ns. The bars fit the cache, as a live bot's one bar does. `npx tsx benchmarks/indicators/streaming.ts`
 * for twelve usual ones, with a name for that one.
 */
import { execFileSync } from 'node:child_process'
import { barAt } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const USUAL = ['sma', 'ema', 'wma', 'rsi', 'macd', 'atr', 'bollinger', 'stochastic', 'adx', 'obv', 'rollingStd', 'roc']

function timeOf(name: keyof typeof indicators): number {
  const history = simulateBars({ seed: 4, length: 2000 })
  const bars = Array.from({ length: history.length }, (_, i) => barAt(history, i))
  const times: number[] = []
  for (let k = 0; k < 900; k++) {
    const stream = indicators[name].stream()
    const start = performance.now()
    for (const bar of bars) stream.next(bar)
    times.push(((performance.now() - start) * 1e6) / bars.length)
  }
  // The first two thirds warm the compiler up: what is done once in 512 bars takes long to become hot.
  const late = times.slice(600).sort((a, b) => a - b)
  return late[late.length >> 1]!
}

const chosen = process.argv[2]
if (chosen !== undefined) console.log(timeOf(chosen as keyof typeof indicators))
else {
  const all = USUAL.map((name) => {
    const printed = execFileSync(process.execPath, ['--import', 'tsx', import.meta.filename, name], { encoding: 'utf8' })
    console.log(`${name.padEnd(14)} ${Number(printed).toFixed(1).padStart(8)}`)
    return Number(printed)
  }).sort((a, b) => a - b)
  console.log(`median ${((all[5]! + all[6]!) / 2).toFixed(1)}`)
}
