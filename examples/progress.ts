import type { Progress } from 'barcast/core'

/** Draws one line of progress on a terminal; elsewhere prints each tenth of the way. */
export function createProgressLine(label: string): { update(progress: Progress): void; end(): void } {
  const live = process.stderr.isTTY
  const startMs = performance.now()
  let lastTenth = -1
  const write = ({ done, total, step }: Progress): void => {
    const share = total === 0 ? 1 : done / total
    const filled = Math.round(share * 24)
    const line = `${label}  ${'█'.repeat(filled)}${'░'.repeat(24 - filled)}  ${`${Math.round(share * 100)}`.padStart(3)} %  ${step}`
    const tenth = Math.floor(share * 10)
    if (live) process.stderr.write(`\r\u001b[2K${line.slice(0, process.stderr.columns - 1)}`)
    else if (tenth > lastTenth) process.stderr.write(`${line}\n`)
    lastTenth = Math.max(lastTenth, tenth)
  }
  return {
    update: write,
    end() {
      const line = `${label}  done in ${((performance.now() - startMs) / 1000).toFixed(1)} s`
      process.stderr.write(live ? `\r\u001b[2K${line}\n` : `${line}\n`)
    },
  }
}
