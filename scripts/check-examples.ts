/*
 * Runs the example of every room's and adapter's module doc and every TypeScript block of README.md, each in a process of its own.
 * A block whose first line is `// not run: <reason>` is left out, with its reason printed.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { adapters, conclude, rooms, root } from './rooms.js'

interface Example {
  name: string
  code: string
}

function moduleExample(room: string): Example {
  const text = readFileSync(join(root, 'src', room, 'index.ts'), 'utf8')
  const doc = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? ''
  const lines = doc.split('\n').map((line) => line.replace(/^\s*\* ?/, ''))
  const from = lines.findIndex((line) => line.startsWith('@example'))
  const to = lines.findIndex((line, i) => i > from && line.startsWith('@'))
  const body = lines.slice(from + 1, to < 0 ? undefined : to).filter((line) => !line.startsWith('```'))
  return { name: `barcast/${room}`, code: body.join('\n') }
}

function markdownExamples(file: string): Example[] {
  if (!existsSync(join(root, file))) return []
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match, i) => ({ name: `${file} block ${i + 1}`, code: match[1]! }))
}

const run = promisify(execFile)
const entries = [...Object.keys(rooms), ...adapters]
const examples = [...entries.map(moduleExample), ...markdownExamples('README.md'), ...markdownExamples('CONTRIBUTING.md')]
mkdirSync(join(root, 'out'), { recursive: true })
const folder = mkdtempSync(join(root, 'out', 'examples-'))
const problems: string[] = []
let ran = 0

async function runExample(example: Example, index: number): Promise<void> {
  if (example.code.startsWith('// not run: ')) {
    console.log(`examples: ${example.name} ${example.code.split('\n')[0]!.slice(3)}`)
    return
  }
  const file = join(folder, `example-${index}.mts`)
  writeFileSync(file, `${example.code}\nexport {}\n`)
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root, timeout: 120_000 })
    ran += 1
    if (stdout.trim() === '') problems.push(`${example.name}: the example prints nothing`)
  } catch (error) {
    problems.push(`${example.name}: ${(error as { stderr?: string }).stderr ?? String(error)}`)
  }
}

try {
  for (let i = 0; i < examples.length; i += 2) await Promise.all(examples.slice(i, i + 2).map((example, k) => runExample(example, i + k)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
conclude('examples', problems, `${ran} of ${examples.length} examples ran`)
