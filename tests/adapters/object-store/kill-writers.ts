import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { createRandom } from 'barcast/core'
import { bundleProgram, writeAndDie } from './processes.js'
import { openSealed } from './sealed-object.js'

export interface KillReport {
  killed: number
  acknowledged: number
  /** What should not be: objects that are not whole, acknowledged writes that are gone. */
  problems: string[]
}

async function check(folder: string, acknowledged: ReadonlyMap<string, number>): Promise<string[]> {
  const store = createFileStore(folder)
  const problems: string[] = []
  for (const key of await store.list('')) {
    const bytes = await store.get(key)
    const number = bytes === undefined ? undefined : openSealed(bytes)
    if (number === undefined) problems.push(`${key} is not whole: ${bytes?.length} bytes`)
    else if (key.startsWith('log/') && key !== `log/${number}`) problems.push(`${key} holds ${number}`)
    else if (number < (acknowledged.get(key) ?? 0)) problems.push(`${key} holds ${number}, ${acknowledged.get(key)} was acknowledged`)
  }
  for (const key of acknowledged.keys()) if ((await store.get(key)) === undefined) problems.push(`${key} was acknowledged and is gone`)
  return problems
}

/** Two writers at a time save into one store and are killed at random moments; after each pair every object is looked at. */
export async function killWriters({ seed, pairs }: { seed: number; pairs: number }): Promise<KillReport> {
  const random = createRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'barcast-kill-'))
  const storeFolder = join(folder, 'store')
  const acknowledged = new Map<string, number>()
  const report: KillReport = { killed: 0, acknowledged: 0, problems: [] }
  try {
    const program = await bundleProgram(new URL('killed-writer.ts', import.meta.url), folder)
    for (let pair = 0; pair < pairs && report.problems.length === 0; pair++) {
      const first = String(1 + pair * 100_000)
      const outcomes = await Promise.all(
        ['one', 'two'].map((writer) => writeAndDie(program, [storeFolder, writer, first], random.uniform() * 40)),
      )
      for (const { said, signal } of outcomes) {
        if (signal === 'SIGKILL') report.killed += 1
        for (const line of said.split('\n').slice(0, -1)) {
          const [key, number] = line.split(' ') as [string, string]
          acknowledged.set(key, Number(number))
          report.acknowledged += 1
        }
      }
      report.problems.push(...(await check(storeFolder, acknowledged)))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return report
}
