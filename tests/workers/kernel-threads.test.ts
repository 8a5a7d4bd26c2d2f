import { canShareMemory, type KernelThreadsOptions, openKernelThreads, processorCount } from 'barcast/workers'
import { describe, expect, it } from 'vitest'

/** `mark(index, threads, at)`: writes 1 to the 32-bit word at + 4 · index. */
const MARK = 'AGFzbQEAAAABBwFgA39/fwACEAEDZW52Bm1lbW9yeQIDAQEDAgEABxECBG1hcmsAAAZtZW1vcnkCAAoRAQ8AIAIgAEECdGpBATYCAAs='
const module = new WebAssembly.Module(Uint8Array.from(atob(MARK), (character) => character.charCodeAt(0)))

function options(threads: number): KernelThreadsOptions & { marks: Int32Array } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  return { module, memory, threads, control: 16, parameters: 64, commands: ['mark'], marks: new Int32Array(memory.buffer, 64, 16) }
}

describe('threads over a shared kernel', () => {
  it('can be had here, where the machine says how many processors it has', () => {
    expect(canShareMemory()).toBe(true)
    expect(processorCount()).toBeGreaterThanOrEqual(1)
  })

  it.each([2, 4, 7])('%i threads each do their part of every command, again and again', async (count) => {
    const { marks, ...opened } = options(count)
    const threads = (await openKernelThreads(opened))!
    try {
      expect(threads.threads).toBe(count)
      for (let turn = 0; turn < 300; turn++) {
        marks.fill(0)
        threads.run('mark')
        expect([...marks]).toEqual(Array.from({ length: 16 }, (_, k) => (k < count ? 1 : 0)))
      }
    } finally {
      threads.close()
    }
  })

  it('work again after they have gone to sleep', async () => {
    const { marks, ...opened } = options(2)
    const threads = (await openKernelThreads(opened))!
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 60))
      marks.fill(0)
      threads.run('mark')
      expect([...marks.subarray(0, 3)]).toEqual([1, 1, 0])
    }
    threads.close()
    threads.close()
  })

  it('tell the caller when one of them fails', async () => {
    const { marks: _, ...opened } = options(2)
    const threads = (await openKernelThreads({ ...opened, parameters: 65_532 }))!
    try {
      expect(() => threads.run('mark')).toThrow(expect.objectContaining({ code: 'workers/failed' }))
    } finally {
      threads.close()
    }
  })

  it('are none over memory that is not shared, and refuse a senseless number', async () => {
    const { marks: _, ...opened } = options(2)
    expect(await openKernelThreads({ ...opened, memory: new WebAssembly.Memory({ initial: 1 }) })).toBeUndefined()
    for (const threads of [1, 0, 2.5, 257, NaN]) {
      await expect(openKernelThreads({ ...opened, threads })).rejects.toMatchObject({ code: 'workers/threads' })
    }
  })
})
