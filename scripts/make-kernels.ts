/*
 * Compiles the AssemblyScript kernels: assembly/<room>/<kernel>.ts becomes src/<room>/kernels/<kernel>.wasm.ts, the WebAssembly module as
 * base64 text, so that nothing is compiled or fetched at install or at run time. A file whose name begins with `_` is only imported by
 * others. A kernel whose first line is `// threads` is compiled a second time for shared memory, as <kernel>-shared.wasm.ts.
 * With --check nothing is written, and a committed module that differs from its source fails.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import { root } from './rooms.js'

const FLAGS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--use', 'abort=']
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536']
const isCheck = process.argv.includes('--check')

async function compile(path: string, flags: readonly string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  const { error, stderr } = await asc.main([path, ...FLAGS, ...flags, '--outFile', 'kernel.wasm'], {
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') bytes = contents
    },
  })
  if (error !== null || bytes === undefined) throw new Error(`${path}: ${error?.message}\n${stderr.toString()}`)
  return bytes
}

let failed = 0
function keep(file: string, source: string, bytes: Uint8Array): void {
  const text = `/* Made by \`npm run kernels\` from ${source}. */\nexport const code =\n  '${Buffer.from(bytes).toString('base64')}'\n`
  const path = join(root, file)
  if (!isCheck) {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
    console.log(`kernels: ${file}, ${bytes.length} bytes`)
  } else if (readFileSync(path, 'utf8') !== text) {
    failed += 1
    console.error(`kernels: ${file} is not what ${source} gives; run npm run kernels`)
  }
}

let count = 0
process.chdir(root)
for (const room of readdirSync('assembly')) {
  if (!statSync(join('assembly', room)).isDirectory()) continue
  for (const name of readdirSync(join('assembly', room))) {
    if (!name.endsWith('.ts') || name.startsWith('_')) continue
    const source = `assembly/${room}/${name}`
    const kernel = name.slice(0, -3)
    keep(`src/${room}/kernels/${kernel}.wasm.ts`, source, await compile(source, []))
    count += 1
    if (!readFileSync(source, 'utf8').startsWith('// threads')) continue
    keep(`src/${room}/kernels/${kernel}-shared.wasm.ts`, source, await compile(source, SHARED))
    count += 1
  }
}
console.log(`kernels: ${count} ${isCheck ? 'compared' : 'written'}, ${failed} differ`)
if (failed > 0) process.exit(1)
