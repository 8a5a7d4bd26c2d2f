/* A process that trains with a checkpoint until it is killed: `node killed-run.mjs <folder> <pipeline|walk>`. Says a word at each step. */
import { writeSync } from 'node:fs'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { runResumablePipeline, runResumableWalk } from './resumable-run.js'

const [folder, kind] = process.argv.slice(2) as [string, 'pipeline' | 'walk']
const onStep = (): void => {
  writeSync(1, 'step\n')
}
await (kind === 'pipeline' ? runResumablePipeline : runResumableWalk)({ objects: createFileStore(folder), onStep })
writeSync(1, 'done\n')
