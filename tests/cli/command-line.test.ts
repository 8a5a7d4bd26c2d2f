import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from 'barcast/cli'
import { describe, expect, it } from 'vitest'

interface Said {
  code: number
  out: string
  err: string
}

async function run(...words: string[]): Promise<Said> {
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => {
      said.out += text
    },
    err: (text: string) => {
      said.err += text
    },
    live: false,
    columns: 80,
  }
  const code = await runCli(words, { terminal })
  return { code, ...said }
}

describe('the command line', () => {
  it('prints an overview without a command, and help for each', async () => {
    const { code, out } = await run()
    expect(code).toBe(0)
    for (const name of ['demo', 'train', 'backtest', 'predict', 'inspect', 'monitor']) {
      expect(out).toContain(`  ${name}`)
      const help = await run(name, '--help')
      expect(help.code).toBe(0)
      expect(help.out).toContain(`Usage: barcast ${name}`)
      expect(help.out).toContain('Example: barcast')
      expect(
        Math.max(
          ...help.out
            .split('\n')
            .filter((line) => !line.startsWith('Example'))
            .map((line) => line.length),
        ),
      ).toBeLessThanOrEqual(80)
    }
  })

  it('prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
    expect((await run('--version')).out).toBe(`${version}\n`)
  })

  it.each([
    [['trian'], /unknown command "trian", did you mean "train"/],
    [['train', '--modle-type', 'x'], /unknown option "modle-type", did you mean "model-type"/],
    [['train', '--trials', 'many'], /--trials must be a number, found "many"/],
    [['train', '--trials'], /--trials needs N, found nothing/],
    [['train', '--seed', '1', '--seed', '2'], /--seed must be given once/],
    [['train', '--json=yes'], /--json takes no value/],
    [['train', 'bars.csv'], /found "bars.csv", which belongs to no option/],
    [['train'], /data/],
    [['predict', '--data', 'x.csv'], /--bundle must be given/],
    [['inspect'], /inspect needs a FILE/],
  ])('refuses %j with exit code 2', async (words, message) => {
    const { code, err, out } = await run(...words)
    expect(err).toMatch(message)
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  it('gives errors as JSON too', async () => {
    const { code, out } = await run('inspect', '/no/such/bundle.json', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'cli/file' } })
  })
})
