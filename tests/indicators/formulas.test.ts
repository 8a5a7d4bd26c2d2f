import { describe, it } from 'vitest'
import { expectGolden, readGolden } from './golden.js'

const golden = readGolden('formulas/formulas.json')

describe(`${golden.reference}`, () => {
  it.each(golden.cases.map((entry) => [`${entry.indicator} ${JSON.stringify(entry.params)} on ${entry.series}`, entry] as const))(
    '%s',
    (_, entry) => {
      expectGolden(entry)
    },
  )
})
