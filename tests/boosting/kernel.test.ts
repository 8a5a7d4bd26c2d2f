import { describe, expect, it } from 'vitest'
import { compileKernel, instantiateKernel } from '../../src/boosting/kernel.js'
import { code } from '../../src/boosting/kernels/probe.wasm.js'

describe('kernels', () => {
  it('run over the memory that is given to them', () => {
    const memory = new WebAssembly.Memory({ initial: 1 })
    const { probe } = instantiateKernel(compileKernel(code)!, memory) as { probe: (from: number, count: number) => number }
    new Float64Array(memory.buffer).set([1, 2, 3, 4], 8)
    expect(probe(64, 4)).toBe(10)
  })
})
