import { gzipSync } from 'node:zlib'
import { parseCsv, type ReadOptions, readBars, toCsv } from 'barcast/bars'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const bars = simulateBars({ seed: 4, length: 3000 })
const text = toCsv(bars)
const bytes = new TextEncoder().encode(text)
const expected = parseCsv(text)

function streamOf(data: Uint8Array, cuts: (left: number) => number, onCancel: () => void = () => undefined): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= data.length) return controller.close()
      const size = cuts(data.length - at)
      controller.enqueue(data.slice(at, at + size))
      at += size
    },
    cancel: onCancel,
  })
}

function joined(...parts: ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)))
}

async function refusal(source: unknown, options: ReadOptions = {}): Promise<{ code: string; cause?: unknown; message: string }> {
  try {
    await readBars(source as Uint8Array, options)
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('not refused')
}

describe('readBars', () => {
  it('reads bytes and gzip like parseCsv reads their text', async () => {
    expect(await readBars(bytes)).toEqual(expected)
    expect(await readBars(gzipSync(bytes))).toEqual(expected)
    expect(await readBars(joined([0xef, 0xbb, 0xbf], bytes), { symbol: 'X' })).toEqual({ ...expected, symbol: 'X' })
    expect(
      await readBars(new Uint8Array(new SharedArrayBuffer(bytes.length)).fill(10)).catch((error: { code: string }) => error.code),
    ).toBe('bars/empty')
  })

  it('reads streams, however they are cut: within cells, line ends, quotes, characters', async () => {
    const dialects = [
      '"time","open","high","low","close","volume","fünf ""Euro"" 🙂"\r\n"2024-01-01 00:00","1","2","0.5","1.5","10","7"\r\n\r\n2024-01-02 00:00,1,2,0.5,1.5,11,8\r\n',
      '\uFEFF1704067200,10,11,9,10.5,5\n1704067260,10,11,9,10.5,5',
      'Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,\n2023-02-17,1.25,1.5,1,1.25,5\n2023-02-18,1.25,1.5,1,1.25,5\n',
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...dialects),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        async (dialect, sizes, zip) => {
          const plain = new TextEncoder().encode(dialect)
          let k = 0
          const stream = streamOf(zip ? gzipSync(plain) : plain, () => sizes[k++ % sizes.length]!)
          expect(await readBars(stream)).toEqual(parseCsv(dialect))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('refuses truncated and altered gzip data', async () => {
    const zipped = gzipSync(bytes)
    expect((await refusal(zipped.subarray(0, zipped.length >> 1))).code).toBe('bars/gzip')
    expect((await refusal(zipped.subarray(0, zipped.length - 3))).code).toBe('bars/gzip')
    expect((await refusal(zipped.subarray(0, 2))).code).toBe('bars/gzip')
    const altered = Uint8Array.from(zipped)
    altered[altered.length - 8]! ^= 0xff
    expect((await refusal(altered)).code).toBe('bars/gzip')
    expect((await refusal(streamOf(zipped.subarray(0, 100), () => 7))).code).toBe('bars/gzip')
  })

  it('refuses a gzip bomb early, within little memory', async () => {
    const row = '1704067200,1,1,1,1,1\n'
    const bomb = gzipSync(row.repeat(3_000_000), { level: 9 })
    expect(bomb.length).toBeLessThan(300_000)
    let read = 0
    const stream = streamOf(bomb, (left) => {
      const size = Math.min(left, 1024)
      read += size
      return size
    })
    expect(await refusal(stream, { maxBytes: 1_000_000 })).toMatchObject({
      code: 'bars/too-large',
      message: expect.stringContaining('1000000'),
    })
    expect(read).toBeLessThan(bomb.length / 4)
    const zeros = gzipSync(new Uint8Array(60_000_000))
    const before = process.memoryUsage().arrayBuffers
    expect((await refusal(zeros)).code).toBe('bars/row-too-long')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000)
  })

  it('counts text, not compressed bytes, and allows exactly maxBytes', async () => {
    expect((await readBars(gzipSync(bytes), { maxBytes: bytes.length })).length).toBe(3000)
    expect((await refusal(gzipSync(bytes), { maxBytes: bytes.length - 1 })).code).toBe('bars/too-large')
    expect((await refusal(bytes, { maxBytes: bytes.length - 1 })).code).toBe('bars/too-large')
  })

  it('refuses text that is not UTF-8', async () => {
    expect((await refusal(joined(bytes.subarray(0, 100), [0xff, 10]))).code).toBe('bars/utf8')
    expect((await refusal(joined(bytes, [0xc3]))).code).toBe('bars/utf8')
    expect((await refusal(new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le')))).code).toBe('bars/utf8')
  })

  it('refuses what is no source, and unknown options', async () => {
    for (const source of [text, null, undefined, 5, {}, [1, 2]]) expect((await refusal(source)).code).toBe('bars/not-bytes')
    expect((await refusal(new ReadableStream({ start: (controller) => controller.enqueue('text') }))).code).toBe('bars/not-bytes')
    expect((await refusal(bytes, { maxByte: 5 } as ReadOptions)).code).toBe('bars/unknown-option')
    expect((await refusal(bytes, { maxBytes: 0 })).code).toBe('bars/config')
    expect((await refusal(new Uint8Array(0))).code).toBe('bars/empty')
    expect((await refusal(gzipSync(''))).code).toBe('bars/empty')
  })

  it('cancels a stream that it does not read to its end, and passes on what the stream throws', async () => {
    for (const data of [new TextEncoder().encode(`time,open,high,low,close,volume\nx,1,1,1,1,1\n${'\n'.repeat(200_000)}`)]) {
      for (const body of [data, gzipSync(data, { level: 0 })]) {
        let cancelled = false
        const stream = streamOf(
          body,
          () => 1000,
          () => {
            cancelled = true
          },
        )
        expect((await refusal(stream)).code).toBe('bars/not-a-time')
        expect(cancelled).toBe(true)
      }
    }
    const failure = new Error('connection lost')
    const failing = (first: Uint8Array): ReadableStream<Uint8Array> => {
      let pulls = 0
      return new ReadableStream({
        pull(controller) {
          if (pulls++ === 0) controller.enqueue(first)
          else controller.error(failure)
        },
      })
    }
    await expect(readBars(failing(bytes.subarray(0, 500)))).rejects.toBe(failure)
    await expect(readBars(failing(gzipSync(bytes).subarray(0, 500)))).rejects.toBe(failure)
  })

  it('stops when told to, also while it waits for a stream that hangs', async () => {
    for (const data of [bytes, gzipSync(bytes)]) {
      const abort = new AbortController()
      const reason = new Error('enough')
      let cancelled = false
      const hanging = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(data.slice(0, 5000)),
        pull: () => new Promise(() => undefined),
        cancel: () => {
          cancelled = true
        },
      })
      setTimeout(() => abort.abort(reason), 20)
      expect(await refusal(hanging, { signal: abort.signal })).toMatchObject({ code: 'task/aborted', cause: reason })
      expect(cancelled).toBe(true)
      expect(await refusal(data, { signal: abort.signal })).toMatchObject({ code: 'task/aborted' })
    }
  })
})
