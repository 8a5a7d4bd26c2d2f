import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJournalStudyStore } from 'barcast/adapters/study-store/journal'
import { studyStoreConformance } from 'barcast/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram, writeAndDie } from '../object-store/processes.js'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barcast-journal-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const newPath = (): string => join(folder, `journal-${count++}.log`)
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1)

describe('the contract', () => {
  for (const lock of ['symlink', 'open'] as const) {
    const create = () => {
      const path = newPath()
      return { store: createJournalStudyStore(path, { lock }), reopen: () => createJournalStudyStore(path, { lock }) }
    }
    for (const { name, run } of studyStoreConformance(lock, create))
      if (lock === 'symlink' || /side|transaction|waiting/.test(name)) it(name, run)
  }
})

describe('the file', () => {
  it('holds lines as Optuna writes them', () => {
    const path = newPath()
    const store = createJournalStudyStore(path)
    const study = store.createStudy('näme', ['minimize', 'maximize'])
    const { id } = store.createTrial(study, { state: 'running', startedMs: 1_763_759_824_040.123 })
    store.setTrialParam(id, 'x', 1, { type: 'float', low: 0, high: 2 })
    store.setTrialParam(id, 'n', 5, { type: 'int', low: 1, high: 9, log: true })
    store.setTrialParam(id, 'c', null, { type: 'choice', choices: ['a', null, true, 2.5] })
    store.setTrialReport(id, 3, -Infinity)
    store.setTrialAttribute(id, 'system', 'constraints:lim', 0.5)
    store.setTrialState(id, 'complete', { atMs: 1_763_759_824_050, values: [3, Infinity] })
    const worker = (JSON.parse(linesOf(path)[0]!) as { worker_id: string }).worker_id
    expect(linesOf(path).map((line) => line.replace(`"worker_id":"${worker}",`, ''))).toEqual([
      String.raw`{"op_code":0,"study_name":"n\u00e4me","directions":[1,2]}`,
      '{"op_code":4,"study_id":0,"datetime_start":"2025-11-21T21:17:04.040123+00:00","state":0}',
      String.raw`{"op_code":5,"trial_id":0,"param_name":"x","param_value_internal":1.0,"distribution":"{\"name\": \"FloatDistribution\", \"attributes\": {\"step\": null, \"low\": 0.0, \"high\": 2.0, \"log\": false}}"}`,
      String.raw`{"op_code":5,"trial_id":0,"param_name":"n","param_value_internal":5.0,"distribution":"{\"name\": \"IntDistribution\", \"attributes\": {\"log\": true, \"step\": 1, \"low\": 1, \"high\": 9}}"}`,
      String.raw`{"op_code":5,"trial_id":0,"param_name":"c","param_value_internal":1,"distribution":"{\"name\": \"CategoricalDistribution\", \"attributes\": {\"choices\": [\"a\", null, true, 2.5]}}"}`,
      '{"op_code":7,"trial_id":0,"step":3,"intermediate_value":-Infinity}',
      '{"op_code":9,"trial_id":0,"system_attr":{"constraints:lim":0.5}}',
      '{"op_code":6,"trial_id":0,"state":1,"values":[3.0,Infinity],"datetime_complete":"2025-11-21T21:17:04.050000+00:00"}',
    ])
  })

  it('is read as Optuna reads it: what was not allowed is passed over, discarded trials too', () => {
    const path = newPath()
    const w = '"worker_id":"w"'
    const float = String.raw`"distribution":"{\"name\": \"UniformDistribution\", \"attributes\": {\"low\": 0.0, \"high\": 2.0}}"`
    const int = String.raw`"distribution":"{\"type\": \"int\", \"low\": 0, \"high\": 2}"`
    const lines = [
      `{"op_code":0,${w},"study_name":"a","directions":[1]}`,
      `{"op_code":0,${w},"study_name":"a","directions":[2]}`,
      `{"op_code":4,${w},"study_id":7,"datetime_start":null}`,
      `{"op_code":4,${w},"study_id":0,"datetime_start":"2025-11-21T21:17:04.040123+01:00"}`,
      `{"op_code":6,${w},"trial_id":0,"state":0,"values":null,"datetime_start":"2025-11-21T21:17:05+00:00"}`,
      `{"op_code":5,${w},"trial_id":0,"param_name":"x","param_value_internal":1,${float}}`,
      `{"op_code":5,${w},"trial_id":0,"param_name":"x","param_value_internal":2,${int}}`,
      `{"op_code":10,${w},"study_id":0,"trial_ids":[0]}`,
      `{"op_code":6,${w},"trial_id":0,"state":2,"values":[-Infinity],"datetime_complete":"2025-11-21T21:17:06+00:00"}`,
      `{"op_code":8,${w},"trial_id":0,"user_attr":{"k":1}}`,
      `{"op_code":2,${w},"study_id":0,"user_attr":{"k":[NaN,"NaN","\\ue000NaN"]}}`,
    ]
    writeFileSync(path, `${lines.join('\n')}\n`)
    const store = createJournalStudyStore(path)
    expect(store.studies()).toEqual([
      { id: 0, name: 'a', directions: ['minimize'], attributes: { k: [NaN, 'NaN', '\ue000NaN'] }, systemAttributes: {} },
    ])
    expect(store.trials(0)).toEqual([
      {
        id: 0,
        number: 0,
        state: 'pruned',
        values: [-Infinity],
        params: { x: 1 },
        space: { x: { type: 'float', low: 0, high: 2 } },
        reports: [],
        attributes: {},
        systemAttributes: {},
        startedMs: Date.UTC(2025, 10, 21, 20, 17, 4) + 40.123,
        finishedMs: Date.UTC(2025, 10, 21, 21, 17, 6),
      },
    ])
  })

  it('passes over a torn last line, which the next write removes', () => {
    const path = newPath()
    const store = createJournalStudyStore(path)
    const study = store.createStudy('a', ['minimize'])
    const whole = readFileSync(path, 'utf8')
    appendFileSync(path, '{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":nu')
    expect(store.trials(study)).toEqual([])
    const next = createJournalStudyStore(path)
    expect(next.createTrial(study, { state: 'waiting' }).number).toBe(0)
    expect(store.trials(study)).toHaveLength(1)
    expect(readFileSync(path, 'utf8').startsWith(`${whole}{"op_code":4,`)).toBe(true)
    expect(linesOf(path)).toHaveLength(2)
  })

  it.each([
    ['no JSON', '{"op_code":4,\n', 2],
    ['another operation', '{"op_code":11,"worker_id":"w"}\n', 2],
    ['another state', '{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null,"state":5}\n', 2],
    ['no time', '{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":"soon"}\n', 2],
  ])('is refused by its line, and left as it is: %s', (_, line, number) => {
    const path = newPath()
    createJournalStudyStore(path).createStudy('a', ['minimize'])
    appendFileSync(path, line)
    const before = readFileSync(path)
    expect(() => createJournalStudyStore(path)).toThrow(
      expect.objectContaining({ code: 'study-store/journal-line', where: { file: path, line: number } }) as Error,
    )
    expect(readFileSync(path)).toEqual(before)
  })

  it('is missed when it is gone, replaced or cut', () => {
    const path = newPath()
    const store = createJournalStudyStore(path)
    const study = store.createStudy('a', ['minimize'])
    const aside = `${path}.aside`
    renameSync(path, aside)
    expect(() => store.trials(study)).toThrow(expect.objectContaining({ code: 'study-store/file', value: 'ENOENT' }) as Error)
    expect(() => store.createTrial(study, { state: 'waiting' })).toThrow(expect.objectContaining({ code: 'study-store/file' }) as Error)
    expect(existsSync(path)).toBe(false)
    writeFileSync(path, readFileSync(aside))
    expect(() => store.createTrial(study, { state: 'waiting' })).toThrow(expect.objectContaining({ code: 'study-store/replaced' }) as Error)
    renameSync(aside, path)
    expect(store.createTrial(study, { state: 'waiting' }).number).toBe(0)
    truncateSync(path, 3)
    expect(() => store.trials(study)).toThrow(expect.objectContaining({ code: 'study-store/replaced' }) as Error)
  })

  it('is refused where it cannot be made', () => {
    const path = join(folder, 'nowhere', 'a.log')
    expect(() => createJournalStudyStore(path)).toThrow(
      expect.objectContaining({ code: 'study-store/file', value: 'ENOENT', where: { file: path } }) as Error,
    )
    expect(() => createJournalStudyStore('')).toThrow(expect.objectContaining({ code: 'study-store/config' }) as Error)
  })
})

describe('the lock', () => {
  it('of a killed process is removed after its grace, whatever kind it is', () => {
    const path = newPath()
    const store = createJournalStudyStore(path, { graceMs: 30 })
    symlinkSync('nowhere', `${path}.lock`)
    store.createStudy('a', ['minimize'])
    writeFileSync(`${path}.lock`, '')
    store.createStudy('b', ['minimize'])
    expect(store.studies()).toHaveLength(2)
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([])
  })

  it('is held while a transaction runs, and let go when it throws', () => {
    const path = newPath()
    const store = createJournalStudyStore(path)
    const { size } = statSync(path)
    const boom = Object.assign(new Error('boom'), { code: 'ENOENT' })
    expect(() =>
      store.transaction(() => {
        store.createStudy('a', ['minimize'])
        expect(existsSync(`${path}.lock`)).toBe(true)
        throw boom
      }),
    ).toThrow(boom)
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(statSync(path).size).toBe(size)
    expect(store.studies()).toEqual([])
  })
})

it('keeps what killed writers have stored, whole, and goes on', async () => {
  const path = newPath()
  const store = createJournalStudyStore(path, { graceMs: 100 })
  const study = store.createStudy('shared', ['minimize'])
  const program = await bundleProgram(new URL('killed-journal.ts', import.meta.url), folder)
  const said: string[] = []
  for (const round of ['0', '1']) {
    const killed = await Promise.all(['a', 'b'].map((writer, i) => writeAndDie(program, [path, `${writer}${round}`], 20 + 30 * i)))
    for (const writing of killed) {
      expect(writing.signal).toBe('SIGKILL')
      said.push(...writing.said.split('\n').slice(0, -1))
    }
    const complete = store.trials(study).filter(({ state }) => state === 'complete')
    const marks = new Set(complete.map(({ attributes }) => attributes.mark))
    expect(said.filter((mark) => !marks.has(mark))).toEqual([])
    expect(complete.every(({ params }) => params.x === 0.5)).toBe(true)
    const { number } = store.createTrial(study, { state: 'failed' })
    expect(createJournalStudyStore(path).trials(study)).toHaveLength(number + 1)
  }
  expect(said.length).toBeGreaterThan(3)
})
