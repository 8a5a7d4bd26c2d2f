import { describe, expect, it } from 'vitest'
import { compileKernel, instantiateKernel } from '../../src/boosting/kernel.js'
import { code } from '../../src/boosting/kernels/train-packed.wasm.js'

describe('kernels', () => {
  it('run over the memory that is given to them', () => {
    const memory = new WebAssembly.Memory({ initial: 1 })
    const kernel = instantiateKernel(compileKernel(code)!, memory) as { fillRows: (rows: number, count: number) => void }
    kernel.fillRows(64, 4)
    expect([...new Int32Array(memory.buffer, 64, 5)]).toEqual([0, 1, 2, 3, 0])
  })
})
