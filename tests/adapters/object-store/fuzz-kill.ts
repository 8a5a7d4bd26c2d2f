/* The kill test for as long as wanted: `tsx tests/adapters/object-store/fuzz-kill.ts [pairs] [seed]`. */
import { killWriters } from './kill-writers.js'

const pairs = Number(process.argv[2] ?? 200)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
console.log(`fuzz-kill: ${pairs} pairs of writers, seed ${seed}`)
const { killed, acknowledged, problems } = await killWriters({ seed, pairs })
for (const problem of problems) console.error(`fuzz-kill: ${problem}`)
console.log(`fuzz-kill: ${killed} writers killed, ${acknowledged} writes acknowledged, ${problems.length} problems`)
if (problems.length > 0 || killed !== 2 * pairs) process.exit(1)
