/*
 * A process that saves until it is killed: `node killed-writer.mjs <folder> <writer> <first number>`. Prints one line for each write that was
 * acknowledged: key and number. Objects tell of themselves whether they are whole.
 */
import { writeSync } from 'node:fs'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { sealed } from './sealed-object.js'

const [folder, writer, first] = process.argv.slice(2) as [string, string, string]
const store = createFileStore(folder)
for (let number = Number(first); ; number++) {
  await store.put(`own/${writer}`, sealed(number))
  writeSync(1, `own/${writer} ${number}\n`)
  await store.put('shared', sealed(number))
  if (await store.putIfAbsent(`log/${number}`, sealed(number))) writeSync(1, `log/${number} ${number}\n`)
}
