/*
 * A process that stores trials one after the other, as a worker would: `node --import tsx optuna-writer.ts <journal | open | sqlite> <path> <study> <trials> <mark>`.
 * Says the mark of each trial once it is stored.
 */
import { writeSync } from 'node:fs'
import { openStore, type StoreKind } from './optuna-stores.js'

const [kind, path, name, trials, mark] = process.argv.slice(2) as [StoreKind, string, string, string, string]
const store = openStore(kind, path)
const study = store.study(name)!.id
for (let number = 0; number < Number(trials); number++) {
  const { id } = store.createTrial(study, { state: 'running', startedMs: Date.now() })
  store.setTrialParam(id, 'x', number / Number(trials), { type: 'float', low: 0, high: 1 })
  store.setTrialReport(id, 0, 0.5)
  store.setTrialAttribute(id, 'user', 'mark', `${mark} ${number}`)
  store.setTrialState(id, 'complete', { atMs: Date.now(), values: [number] })
  writeSync(1, `${mark} ${number}\n`)
}
store.close()
