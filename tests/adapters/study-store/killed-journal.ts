/* A process that stores trials until it is killed: `node killed-journal.mjs <path> <writer>`. Says the mark of each trial once it is stored. */
import { writeSync } from 'node:fs'
import { createJournalStudyStore } from 'barcast/adapters/study-store/journal'

const [path, writer] = process.argv.slice(2) as [string, string]
const store = createJournalStudyStore(path, { graceMs: 100 })
const study = store.study('shared')!.id
for (let number = 0; ; number++) {
  const { id } = store.createTrial(study, { state: 'running', attributes: { mark: `${writer} ${number}` } })
  store.setTrialParam(id, 'x', 0.5, { type: 'float', low: 0, high: 1 })
  store.setTrialState(id, 'complete', { atMs: number, values: [number] })
  writeSync(1, `${writer} ${number}\n`)
}
