import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles a program, so that a process of it starts in tens of milliseconds. */
export async function bundleProgram(program: URL, folder: string): Promise<string> {
  const outfile = join(folder, 'program.mjs')
  await build({
    entryPoints: [fileURLToPath(program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
    logLevel: 'error',
  })
  return outfile
}

export interface Writing {
  /** What the process said before it died. */
  said: string
  signal: NodeJS.Signals | null
}

/** Starts a writer, and kills it some time after its first acknowledged write. */
export function writeAndDie(program: string, args: readonly string[], delayMs: number): Promise<Writing> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), delayMs)
      said += text
    })
    child.on('error', failed)
    child.on('close', (_, signal) => done({ said, signal }))
  })
}
