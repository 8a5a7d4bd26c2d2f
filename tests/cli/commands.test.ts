import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toCsv } from 'barcast/bars'
import { parseBundle } from 'barcast/bundles'
import { runCli } from 'barcast/cli'
import { sliceBars } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'barcast-cli-'))
const at = (name: string): string => join(folder, name)
const bars = simulateBars({ seed: 5, length: 900, timeframeMs: 3_600_000 })
const main = join(import.meta.dirname, '../../src/cli/main.ts')
const root = join(import.meta.dirname, '../..')

beforeAll(() => {
  writeFileSync(at('old.csv'), toCsv(sliceBars(bars, 0, 800)))
  writeFileSync(at('all.csv'), toCsv(bars))
  writeFileSync(
    at('run.yaml'),
    [
      'data: { file: old.csv }',
      'labels:',
      '  method: volatility_adjusted',
      '  horizonBars: [3]',
      'model:',
      '  type: lightgbm',
      '  params: { num_iterations: 8, num_leaves: 4 }',
      'validation: { folds: 2 }',
      'backtest: { slippageModel: fixed }',
    ].join('\n'),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const out = (text: string) => {
    said.out += text
  }
  const err = (text: string) => {
    said.err += text
  }
  const code = await runCli(words, { terminal: { out, err, live: false, columns: 100 } })
  return { code, ...said }
}

describe('a run from one config file', () => {
  it('trains, tells its out-of-sample score, and writes a bundle that predict and monitor go on with', async () => {
    const trained = await run('train', '--config', at('run.yaml'), '--out', at('one'), '--walk-forward', '--json')
    expect(trained.err).toBe('')
    expect(trained.code).toBe(0)
    const document = JSON.parse(trained.out) as { bundle: string; cvScores: number[]; walkForward: { accuracy: number } }
    expect(document.cvScores).toHaveLength(5)
    expect(document.walkForward.accuracy).toBeGreaterThan(0)

    const predicted = await run('predict', '--bundle', document.bundle, '--data', at('all.csv'), '--last', '2', '--json')
    const { predictions } = JSON.parse(predicted.out) as { predictions: { time: string; confidence: number }[] }
    expect(predictions.map(({ time }) => Date.parse(time))).toEqual(Array.from(bars.openTimeMs.subarray(-2)))

    const watched = await run('monitor', '--bundle', document.bundle, '--data', at('all.csv'), '--json')
    const { dataQuality } = JSON.parse(watched.out) as { dataQuality: { rows: number; labelledRows: number } }
    expect(dataQuality.rows).toBe(100)
    expect(dataQuality.labelledRows).toBe(97)

    const inspected = await run('inspect', document.bundle)
    expect(inspected.out).toContain('lightgbm')
  })

  it('backtests into report, predictions and a bundle; the bundle’s signals are the backtest’s', async () => {
    const { code, err, out } = await run('backtest', '-c', at('run.yaml'), '--out', at('two'), '--quiet')
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('Buy and hold')
    expect(readFileSync(at('two/report.html'), 'utf8')).toContain('<svg')
    const { startMs } = parseBundle(readFileSync(at('two/bundle.json'), 'utf8'))
    const rows = readFileSync(at('two/predictions.csv'), 'utf8').trim().split('\n').slice(1)
    const expected = rows.map((row) => row.split(',')).filter(([timeMs]) => Number(timeMs) >= startMs)
    const predicted = await run('predict', '-b', at('two/bundle.json'), '-d', at('old.csv'), '--last', '10000', '--json')
    const { predictions } = JSON.parse(predicted.out) as { predictions: { time: string; signal: string; confidence: number }[] }
    expect(predictions.map(({ time, signal, confidence }) => [String(Date.parse(time)), signal, String(confidence)])).toEqual(
      expected.map((row) => row.slice(0, 3)),
    )
    expect(expected.length).toBeGreaterThan(100)
  })

  it('scales by the kind that the config names, also without a search', async () => {
    writeFileSync(at('robust.yaml'), readFileSync(at('run.yaml'), 'utf8').replace('  type: lightgbm', '  type: lightgbm\n  scaler: robust'))
    expect((await run('train', '-c', at('robust.yaml'), '-o', at('robust'), '-q')).code).toBe(0)
    expect(parseBundle(readFileSync(at('robust/bundle.json'), 'utf8')).scaler?.kind).toBe('robust')
  })

  it('takes the documents’ names of type and target', async () => {
    const words = ['--model-type', 'LIGHTGBM', '--target', 'signal_direction', '--prediction-horizon', '3', '--folds', '2']
    const { code, err } = await run('backtest', '--data', at('old.csv'), ...words, '-o', at('named'), '-q')
    expect(err).toBe('')
    expect(code).toBe(0)
    const header = readFileSync(at('named/predictions.csv'), 'utf8').split('\n')[0]
    expect(header).toBe('openTimeMs,signal,confidence,p_down,p_flat,p_up,actual')
  })

  it('runs each symbol into a folder of its own', async () => {
    writeFileSync(at('A.csv'), toCsv(sliceBars(bars, 0, 500)))
    writeFileSync(at('B.csv'), toCsv(sliceBars(bars, 300, 800)))
    const words = ['train', '-c', at('run.yaml'), '--data', at('{symbol}.csv'), '--symbols', 'A', 'B', '-o', at('many'), '-q']
    expect((await run(...words)).code).toBe(0)
    expect(readdirSync(at('many')).sort()).toEqual(['A', 'B'])
    expect(parseBundle(readFileSync(at('many/B/bundle.json'), 'utf8')).symbol).toBe('B')
  })
})

describe('mistakes in the config are told with their line', () => {
  const cases: [string, string, RegExp][] = [
    ['a wrong key', 'data: { file: old.csv }\nmodle: { type: lightgbm }', /:2: .*unknown key "modle", did you mean "model"/],
    ['a wrong nested key', 'data:\n  file: old.csv\n  timefraem: 1h', /:3: .*did you mean "timeframe"/],
    ['a wrong feature option', 'data: { file: old.csv }\nfeatures:\n  sett: classic', /:3: features: .*did you mean "set"/],
    ['a wrong label option', 'data: { file: old.csv }\nlabels:\n  method: return_based\n  horizonBar: [3]', /:4: labels: .*horizonBars/],
    ['a wrong backtest value', 'data: { file: old.csv }\nbacktest:\n  initialCapital: -5', /:3: backtest: .*initialCapital/],
    ['an unknown model', 'data: { file: old.csv }\nmodel:\n  type: lightbgm', /:3: model: .*did you mean "lightgbm"/],
    [
      'an unknown parameter',
      'data: { file: old.csv }\nmodel:\n  params:\n    num_leafs: 3',
      /:4: model.params: .*unknown parameter "num_leafs", did you mean "num_leaf"/,
    ],
    ['broken YAML', 'data: { file: old.csv\nmodel: {}', /:\d+: /],
    ['a key twice', 'data: { file: old.csv }\ndata: { file: b.csv }', /:2: .*unique/i],
    ['no object', '- 1', /:1: .*data: must say where the bars are/],
  ]
  it.each(cases)('%s', async (_what, text, message) => {
    const file = at('bad.yaml')
    writeFileSync(file, text)
    const { code, err, out } = await run('train', '--config', file, '--quiet', '--out', at('bad'))
    expect(err).toMatch(message)
    expect(err).toContain('bad.yaml:')
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  it('names the option when the value came from the command line', async () => {
    const { code, err } = await run('train', '-c', at('run.yaml'), '--model-type', 'forest', '--quiet')
    expect(err).toMatch(/--model-type: .*unknown model type "forest"/)
    expect(code).toBe(2)
  })
})

describe('the world outside', () => {
  it('says which data file is not there', async () => {
    const { code, err } = await run('train', '--data', at('gone.csv'), '-q')
    expect(err).toMatch(/gone\.csv must be readable, found ENOENT/)
    expect(code).toBe(1)
  })

  it('stops at SIGINT with 130 and leaves no file behind', async () => {
    const words = ['--import', 'tsx', main, 'backtest', '-c', at('run.yaml'), '-o', at('stopped'), '--trials', '500']
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
    let err = ''
    let sent = false
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
      if (!sent && err.includes('fold 1')) sent = child.kill('SIGINT')
    })
    const code = await new Promise((resolve) => child.on('exit', resolve))
    expect(err).toContain('interrupted')
    expect(code).toBe(130)
    expect(readdirSync(folder)).not.toContain('stopped')
  }, 30_000)

  it('keeps the old bundle when the disk takes no more', async () => {
    await run('train', '-c', at('run.yaml'), '-o', at('full'), '-q')
    const before = readFileSync(at('full/bundle.json'), 'utf8')
    const script = `ulimit -f 4; exec "$0" --import tsx "$@"`
    const words = ['-c', script, process.execPath, main, 'train', '-c', at('run.yaml'), '-o', at('full'), '-q', '--seed', '3']
    const found = await new Promise<{ code: unknown; err: string }>((resolve) => {
      execFile('bash', words, { cwd: root, env: { ...process.env, TSX_DISABLE_CACHE: '1' } }, (error, _out, err) =>
        resolve({ code: error?.code, err }),
      )
    })
    expect(found.err).toMatch(/bundle\.json must be writable, found EFBIG; nothing was changed/)
    expect(found.code).toBe(1)
    expect(readFileSync(at('full/bundle.json'), 'utf8')).toBe(before)
    expect(readdirSync(at('full'))).toEqual(['bundle.json'])
  }, 30_000)
})
