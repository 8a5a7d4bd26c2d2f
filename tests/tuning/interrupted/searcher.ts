/*
 * A process that goes on with a study in a journal file until it has `trials` trials, and is killed at its n-th write:
 * `node --import tsx searcher.ts <path> <trials> [n]`.
 */
import { createJournalStudyStore } from 'barcast/adapters/study-store/journal'
import { searchOn } from './search.js'
import { watched } from './watched-store.js'

const [path, trials, killAt] = process.argv.slice(2) as [string, string, string | undefined]
const store = createJournalStudyStore(path)
const kill = (): void => {
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way: nothing more may be written.
  for (;;);
}
await searchOn(killAt === undefined ? store : watched(store, Number(killAt), kill), Number(trials))
