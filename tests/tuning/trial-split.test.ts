import { readFileSync } from 'node:fs'
import type { Direction, TrialRecord } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { intersectionOfSpaces } from '../../src/tuning/shared-space.js'
import { splitTrials } from '../../src/tuning/trial-split.js'
import { TrialTable } from '../../src/tuning/trial-table.js'

type Written = number | 'Infinity' | '-Infinity' | 'NaN'

interface Case {
  directions: Direction[]
  trials: { state: 'complete' | 'pruned'; values?: Written[]; constraints?: number[]; reports?: [number, Written][] }[]
  below: [number, number[]][]
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/optuna/splits.json', import.meta.url), 'utf8')) as { cases: Case[] }

function recordOf({ state, values = [], constraints, reports }: Case['trials'][number], number: number): TrialRecord {
  const facts = {
    number,
    params: {},
    space: {},
    ...(constraints === undefined ? {} : { constraints }),
    ...(reports === undefined ? {} : { reports: reports.map(([step, value]) => ({ step, value: Number(value) })) }),
    startedMs: 0,
    finishedMs: 0,
  }
  const numbers = values.map(Number)
  return state === 'complete' ? { ...facts, state, value: numbers[0]!, values: numbers } : { ...facts, state }
}

describe('which trials count as good', () => {
  it('is what Optuna 5.0.0 says: by value, by front and hypervolume, by the last report, by violation', () => {
    expect(cases).toHaveLength(20)
    cases.forEach(({ directions, trials, below }, k) => {
      const table = new TrialTable(directions, intersectionOfSpaces)
      table.show(trials.map(recordOf), -1, true)
      for (const [good, expected] of below) {
        const split = splitTrials(table, good)
        expect([...split.below], `case ${k}, ${good}`).toEqual(expected)
        const all = [...split.below, ...split.above].sort((a, b) => a - b)
        expect(all).toEqual(trials.map((_, row) => row))
      }
    })
  })
})
