/*
 * A process that registers versions of one name until it is killed: `node killed-registrar.mjs <folder> <who>`. Prints version and content of each
 * that was acknowledged.
 */
import { writeSync } from 'node:fs'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { createModelRegistry } from 'barcast/registry'

const [folder, who] = process.argv.slice(2) as [string, string]
const registry = createModelRegistry({ store: createFileStore(folder) })
try {
  await registry.save('first', new TextEncoder().encode(who))
  writeSync(1, `first ${who}\n`)
} catch (error) {
  if ((error as { code: string }).code !== 'registry/exists') throw error
}
for (let count = 0; ; count++) {
  const content = `${who}-${process.pid}-${count}`
  const { version } = await registry.register('m', new TextEncoder().encode(content.repeat(500)))
  writeSync(1, `${version} ${content}\n`)
}
