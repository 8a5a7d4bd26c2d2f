/*
 * What a live bot does, in a process that has nothing but the bundle and the bars as they come: `tsx examples/live-replay.ts bundle.json bars.csv`.
 * Prints one line a bar: open time, signal, and the probabilities' exact bits.
 */
import { readFileSync } from 'node:fs'
import { parseCsv } from 'barcast/bars'
import { createLiveStrategy, parseBundle } from 'barcast/bundles'
import { barAt, encodeFloats } from 'barcast/core'

const [bundleFile, barsFile] = process.argv.slice(2)
if (bundleFile === undefined || barsFile === undefined) throw new Error('Usage: live-replay bundle.json bars.csv')

const bundle = parseBundle(readFileSync(bundleFile, 'utf8'))
const bars = parseCsv(readFileSync(barsFile, 'utf8'), { symbol: bundle.symbol })
const strategy = createLiveStrategy(bundle)
for (let row = 0; row < bars.length; row++) {
  const { timeMs, signal, probabilities } = strategy.next(barAt(bars, row))
  console.log(`${timeMs} ${signal} ${encodeFloats(probabilities)}`)
}
