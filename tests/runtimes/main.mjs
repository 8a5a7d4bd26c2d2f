import { mkdtemp, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as files from 'barcast/adapters/object-store/files'
import * as pdfkit from 'barcast/adapters/report/pdfkit'
import * as workbook from 'barcast/adapters/report/write-excel-file'
import * as croner from 'barcast/adapters/scheduler/croner'
import * as journal from 'barcast/adapters/study-store/journal'
import * as sqlite from 'barcast/adapters/study-store/sqlite'
import * as cli from 'barcast/cli'
import { objectStoreConformance, studyStoreConformance } from 'barcast/testing'
import { entries, runPipeline } from './pipeline.mjs'

/* Files and the command line are for Node, Deno and Bun: the browser's page runs the pipeline alone. */
async function checkFileStore() {
  const create = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barcast-store-'))
    const open = () => files.createFileStore(folder)
    return { store: open(), reopen: async () => open(), close: () => rm(folder, { recursive: true }) }
  }
  for (const { run } of objectStoreConformance('files', create)) await run()
}

/* SQLite where the runtime has Node's own. */
async function checkStudyStores() {
  const folder = await mkdtemp(join(tmpdir(), 'barcast-studies-'))
  let count = 0
  const creating = (createStore) => () => {
    const path = join(folder, String(count++))
    return { store: createStore(path), reopen: () => createStore(path) }
  }
  for (const { run } of studyStoreConformance('journal', creating(journal.createJournalStudyStore))) await run()
  if (isBuiltin('node:sqlite')) for (const { run } of studyStoreConformance('sqlite', creating(sqlite.createSqliteStudyStore))) await run()
  await rm(folder, { recursive: true })
}

/* The packages of these adapters are not installed here: what misses one must name it. */
async function checkMissingPeers() {
  const uses = { pdfkit: pdfkit.createPdfkitWriter, 'write-excel-file': workbook.createExcelWriter, croner: croner.createCronerScheduler }
  for (const [name, use] of Object.entries(uses)) {
    const refusal = await Promise.resolve()
      .then(() => use())
      .then(
        () => 'no refusal',
        (error) => error.message,
      )
    if (!refusal.includes(name)) throw new Error(`without ${name}: ${refusal}`)
  }
}

await checkMissingPeers()
await checkFileStore()
await checkStudyStores()
const { hash, sharedKernels } = await runPipeline()
// A page's main thread may not wait for others; every other one may.
if (sharedKernels === 0) throw new Error('no training ran on two threads')
console.log(JSON.stringify({ hash, entries: Object.keys({ ...entries, cli, files, journal, sqlite, pdfkit, workbook, croner }).length }))
