import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as files from 'barcast/adapters/object-store/files'
import * as cli from 'barcast/cli'
import { objectStoreConformance } from 'barcast/testing'
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

await checkFileStore()
const { hash, sharedKernels } = await runPipeline()
// A page's main thread may not wait for others; every other one may.
if (sharedKernels === 0) throw new Error('no training ran on two threads')
console.log(JSON.stringify({ hash, entries: Object.keys({ ...entries, cli, files }).length }))
