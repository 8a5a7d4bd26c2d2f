/*
 * One indicator alone in a process, fed bar by bar: the median time of an update, in ns. The bars fit the cache, as a live bot's one bar does.
 * Run by `run.ts`, or by hand: `npx tsx benchmarks/indicators/streaming.ts rsi`.
 */
import { barAt } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const name = process.argv[2] as keyof typeof indicators
const history = simulateBars({ seed: 4, length: 2000 })
const bars = Array.from({ length: history.length }, (_, i) => barAt(history, i))
const times: number[] = []
for (let k = 0; k < 600; k++) {
  const stream = indicators[name].stream()
  const start = performance.now()
  for (const bar of bars) stream.next(bar)
  times.push(((performance.now() - start) * 1e6) / bars.length)
}
// The first half warms the compiler up.
const late = times.slice(300).sort((a, b) => a - b)
console.log(late[late.length >> 1])
