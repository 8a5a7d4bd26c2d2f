import { readFileSync } from 'node:fs'
import { createLiveStrategy, parseBundle } from 'barcast/bundles'
import { type Bar, encodeFloats, isBarcastError } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import { createModelManager } from 'barcast/models'
import { describe, expect, it } from 'vitest'

const read = (name: string): string => readFileSync(new URL(`../golden/stored-documents/${name}`, import.meta.url), 'utf8')
const expected: { bars: Bar[]; signals: string[]; probabilities: string[]; modelInput: number[]; modelOutput: string } = JSON.parse(
  read('expected-v1.json'),
)

describe('documents of format version 1', () => {
  it('the model loads and predicts the same bits', async () => {
    const store = createMemoryStore()
    await store.put('models/v1', new TextEncoder().encode(read('model-v1.json')))
    const { model, metadata } = await createModelManager({ store }).loadModel('v1')
    const out = new Float64Array(model.classNames.length)
    model.predictRow(Float64Array.from(expected.modelInput), out)
    expect(encodeFloats(out)).toBe(expected.modelOutput)
    expect(metadata).toEqual({ made: 'by make.ts' })
  })

  it('the bundle decides the same bits, or is refused because its features are computed otherwise now', () => {
    try {
      const strategy = createLiveStrategy(parseBundle(read('bundle-v1.json')))
      const decisions = expected.bars.map((bar) => strategy.next(bar))
      expect(decisions.map(({ signal }) => signal)).toEqual(expected.signals)
      expect(decisions.map(({ probabilities }) => encodeFloats(probabilities))).toEqual(expected.probabilities)
    } catch (error) {
      if (!isBarcastError(error, 'bundles/other-features')) throw error
    }
  })
})
