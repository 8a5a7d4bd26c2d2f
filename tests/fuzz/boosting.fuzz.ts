/*
 * Random parameters on random data for SECONDS (60): every training ends in time in a model or a BarcastError; kernels and their plain twins give
 * the same bytes, as do 1, 2 and 4 threads; raw scores are numbers; files say after reading what they said before writing; damaged files
 * are refused or harmless. `SECONDS=300 SEED=7 npm run fuzz:boosting`; `CASE=123` runs one case. Exits with 1 on any problem.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeCase } from './boosting-case.js'
import type { Answer } from './boosting-worker.js'

const seconds = Number(process.env.SECONDS ?? 60)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const only = process.env.CASE === undefined ? undefined : Number(process.env.CASE)

/** A training that takes longer has hung; the machine may be busy. */
const MOST_CASE_MS = 60_000
const MOST_MEMORY_BYTES = 3e9

/** One side, in a process of its own so that it can be ended. */
class Side {
  private process: ChildProcess | undefined

  constructor(private readonly name: 'kernels' | 'plain') {}

  ask(number: number): Promise<Answer | string> {
    this.process ??= fork(fileURLToPath(new URL('boosting-worker.ts', import.meta.url)), [this.name], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=1024'],
    })
    const child = this.process
    return new Promise((resolve) => {
      const end = (answer: Answer | string): void => {
        clearTimeout(timer)
        child.removeAllListeners('message').removeAllListeners('exit')
        if (typeof answer === 'string') this.close()
        resolve(answer)
      }
      const timer = setTimeout(() => end('hangs'), MOST_CASE_MS)
      child.once('message', (answer) => end(answer as Answer))
      child.once('exit', (code, signal) => end(`ends its process: ${code ?? signal}`))
      child.send(number)
    })
  }

  close(): void {
    this.process?.kill('SIGKILL')
    this.process = undefined
  }
}

const [kernels, plain] = [new Side('kernels'), new Side('plain')]
const problems: string[] = []
const outcomes = new Map<string, number>()
const counts = { kernels: 0, read: 0, refused: 0 }
let memory = 0

function report(number: number, messages: readonly string[]): void {
  if (messages.length === 0) return
  const { kind, params, y, columns } = makeCase(number)
  const shape = `${kind}, ${y.length} × ${columns.length}`
  for (const message of messages) {
    problems.push(`CASE=${number} (${shape}) ${JSON.stringify(params)}: ${message}`)
    console.error(problems.at(-1))
  }
}

/** Both sides must say the same of everything. */
function differences(ours: Answer, theirs: Answer): string[] {
  if (ours.outcome !== theirs.outcome) return [`kernels end in ${ours.outcome}, the plain twin in ${theirs.outcome}`]
  const names = new Set([...Object.keys(ours.hashes), ...Object.keys(theirs.hashes)])
  return [...names].filter((name) => ours.hashes[name] !== theirs.hashes[name]).map((name) => `kernels and plain twin differ in ${name}`)
}

async function run(number: number): Promise<void> {
  const ours = await kernels.ask(number)
  const theirs = await plain.ask(number)
  for (const answer of [ours, theirs]) if (typeof answer === 'string') report(number, [answer])
  if (typeof ours === 'string' || typeof theirs === 'string') return
  report(number, [...new Set([...ours.problems, ...theirs.problems, ...differences(ours, theirs)])])
  if (theirs.kernels > 0) report(number, ['the plain twin ran kernels'])
  outcomes.set(ours.outcome, (outcomes.get(ours.outcome) ?? 0) + 1)
  for (const name of ['kernels', 'read', 'refused'] as const) counts[name] += ours[name]
  memory = Math.max(memory, ours.memoryBytes, theirs.memoryBytes)
}

console.log(`fuzz: seed ${seed}, ${seconds} s`)
const endMs = Date.now() + seconds * 1000
let cases = 0
for (let number = only ?? seed * 100_000; cases === 0 || (only === undefined && Date.now() < endMs); number++) {
  await run(number)
  cases += 1
}
kernels.close()
plain.close()
if (counts.kernels === 0) report(seed * 100_000, ['no kernel ran'])
if (memory > MOST_MEMORY_BYTES) report(seed * 100_000, [`memory rose to ${memory} bytes`])
for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`  ${outcome}: ${count}`)
console.log(`  damaged files: ${counts.refused} refused, ${counts.read} read`)
console.log(
  `fuzz: seed ${seed}, ${cases} cases, ${counts.kernels} kernels made, ${Math.round(memory / 1e6)} MB, ${problems.length} problems`,
)
process.exitCode = problems.length > 0 ? 1 : 0
