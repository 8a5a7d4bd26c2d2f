import { createMemoryStudyStore } from 'barcast/memory'
import { studyStoreConformance } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

describe('createMemoryStudyStore', () => {
  for (const { name, run } of studyStoreConformance('memory', () => ({ store: createMemoryStudyStore() }))) it(name, run)

  it('says what is wrong with a value', () => {
    const store = createMemoryStudyStore()
    const study = store.createStudy('one', ['minimize'])
    const { id } = store.createTrial(study, { state: 'running' })
    store.setTrialParam(id, 'x', 1, { type: 'float', low: 0, high: 2 })
    expect(() => store.setTrialParam(id, 'x', 1, { type: 'int', low: 0, high: 2 })).toThrow(
      'Set trial parameter: "x" must stay what it was (float), found int',
    )
    expect(() => store.setTrialState(id, 'complete', { atMs: 0, values: [NaN] })).toThrow(
      'Set trial state: a value must be a number and not NaN, found NaN',
    )
    expect(() => store.createStudy('one', ['minimize'])).toThrow('Create study: a name must be new, found "one"')
  })
})
