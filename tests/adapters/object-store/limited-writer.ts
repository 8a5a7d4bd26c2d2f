/*
 * A process that may not write large files: `sh -c 'ulimit -f 64; exec node limited-writer.mjs <folder>'`. Prints as JSON how a write that is too
 * large was refused.
 */
import { createFileStore } from 'barcast/adapters/object-store/files'

const store = createFileStore(process.argv[2]!)
await store.put('a', new Uint8Array(1000).fill(1))
const large = new Uint8Array(10_000_000)
const refusals: object[] = []
for (const write of [() => store.put('a', large), () => store.putIfAbsent('b', large)]) {
  try {
    await write()
  } catch (error) {
    const { code, value, message, cause, where } = error as Error & { code: string; value: unknown; where: object }
    refusals.push({ code, value, message, cause: String(cause), where })
  }
}
console.log(JSON.stringify(refusals))
