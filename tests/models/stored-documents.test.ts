import { readFileSync } from 'node:fs'
import { decodeFloats } from 'barcast/core'
import { readModel, writeModel } from 'barcast/models'
import { describe, expect, it } from 'vitest'

const golden: { inputs: string[]; documents: { modelType: string; text: string; outputs: string[] }[] } = JSON.parse(
  readFileSync(new URL('../golden/stored-documents/models-v1.json', import.meta.url), 'utf8'),
)

describe.each(golden.documents)('a $modelType of format version 1', ({ modelType, text, outputs }) => {
  it('says what it said, to the bit, and is written as it was', () => {
    const { model, metadata } = readModel(text)
    expect(model.modelType).toBe(modelType)
    expect(model.imputer?.kind).toBe(modelType === 'lightgbm' || modelType === 'xgboost' ? undefined : 'median')
    const out = new Float64Array(3)
    golden.inputs.forEach((input, k) => {
      model.predictRow(decodeFloats(input), out)
      expect([...out]).toEqual([...decodeFloats(outputs[k]!)])
    })
    expect(writeModel(model, metadata)).toBe(text)
  })

  it('another type’s name is refused', () => {
    const other = modelType === 'random_forest' ? 'logistic_regression' : 'random_forest'
    expect(() => readModel(text.replace(`"modelType":"${modelType}"`, `"modelType":"${other}"`))).toThrow(
      expect.objectContaining({ code: 'models/altered' }),
    )
  })
})
