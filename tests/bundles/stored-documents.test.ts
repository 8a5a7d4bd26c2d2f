import { readFileSync } from 'node:fs'
import { createLiveStrategy, parseBundle } from 'barcast/bundles'
import { type Bar, encodeFloats } from 'barcast/core'
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

  it.each([
    ['bundle-v1.json', 'ATR is computed otherwise since'],
    ['bundle-v1-definitions-2.json', 'moments of windows are computed otherwise since'],
  ])('%s is refused, because %s', (name) => {
    expect(() => parseBundle(read(name))).toThrow(expect.objectContaining({ code: 'bundles/other-features' }))
  })

  it('the bundle of the feature definitions 3 decides the same bits', () => {
    const current = JSON.parse(read('expected-v1-definitions-3.json')) as typeof expected
    const strategy = createLiveStrategy(parseBundle(read('bundle-v1-definitions-3.json')))
    const decisions = current.bars.map((bar) => strategy.next(bar))
    expect(decisions.map(({ signal }) => signal)).toEqual(current.signals)
    expect(decisions.map(({ probabilities }) => encodeFloats(probabilities))).toEqual(current.probabilities)
  })
})
