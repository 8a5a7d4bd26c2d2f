import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/rooms.js'

/** Runs a command to its end and returns what it printed; throws when it fails. */
export function sh(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 300_000 })
}

/** Builds if need be, packs the package and installs the tarball, as a user would, beside the other packages named. */
export function installPacked(folder: string, others: readonly string[]): void {
  if (!existsSync(join(root, 'dist/index.js'))) sh('npm', ['run', '--silent', 'build'], root)
  const packed = sh('npm', ['pack', '--silent', '--pack-destination', folder], root).trim().split('\n').at(-1)!
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  sh('npm', ['install', '--silent', '--no-audit', '--no-fund', join(folder, packed), ...others], folder)
  for (const name of readdirSync(root)) if (name.endsWith('.tgz')) rmSync(join(root, name))
}
