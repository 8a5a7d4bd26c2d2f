import { readFileSync } from 'node:fs'
import { decodeFloats } from 'barcast/core'
import { readModel, writeModel } from 'barcast/models'
import { expect, it } from 'vitest'

const golden: { inputs: string[]; documents: { method: string; text: string; outputs: string[] }[] } = JSON.parse(
  readFileSync(new URL('../../golden/stored-documents/calibrated-v1.json', import.meta.url), 'utf8'),
)

it.each(golden.documents)(
  'a model calibrated by $method of format version 1 says what it said, to the bit, and is written as it was',
  (stored) => {
    const { model, metadata } = readModel(stored.text)
    expect(model.calibrator?.method).toBe(stored.method)
    const out = new Float64Array(3)
    golden.inputs.forEach((input, k) => {
      model.predictRow(decodeFloats(input), out)
      expect([...out]).toEqual([...decodeFloats(stored.outputs[k]!)])
    })
    expect(writeModel(model, metadata)).toBe(stored.text)
  },
)
