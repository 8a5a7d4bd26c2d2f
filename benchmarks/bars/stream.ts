/* Reads one file as a stream and prints as JSON how long it took and how much memory it needed above the start. Run by run.ts, in a process of its own. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { readBars } from 'barcast/bars'

const file = process.argv[2]!
const collect = (globalThis as { gc?: () => void }).gc!
await readBars(new TextEncoder().encode('time,open,high,low,close,volume\n2024-01-01,1,1,1,1,1\n2024-01-02,1,1,1,1,1\n'))
collect()
const before = process.memoryUsage()
const peak = { ...before }
const look = (): void => {
  const now = process.memoryUsage()
  for (const key of ['rss', 'heapUsed', 'arrayBuffers'] as const) peak[key] = Math.max(peak[key], now[key])
}
let chunks = 0
let bytes = 0
const input = createReadStream(file, { highWaterMark: 65_536 }).on('data', (chunk) => {
  bytes += chunk.length
  if (chunks++ % 16 === 0) look()
})
const start = performance.now()
const bars = await readBars(Readable.toWeb(input) as ReadableStream<Uint8Array>)
const ms = performance.now() - start
look()
collect()
const after = process.memoryUsage()
const megabytes = (key: 'rss' | 'heapUsed' | 'arrayBuffers', now: NodeJS.MemoryUsage): number =>
  Math.round((now[key] - before[key]) / 1e5) / 10
console.log(
  JSON.stringify({
    rows: bars.length,
    fileMB: Math.round(bytes / 1e5) / 10,
    ms: Math.round(ms),
    peakRssMB: megabytes('rss', peak),
    peakHeapMB: megabytes('heapUsed', peak),
    peakBuffersMB: megabytes('arrayBuffers', peak),
    keptHeapMB: megabytes('heapUsed', after),
    keptBuffersMB: megabytes('arrayBuffers', after),
  }),
)
