import { createRandom } from 'barcast/core'
import { describe, expect, it, vi } from 'vitest'
import { applyLink, type Link } from '../../src/boosting/link.js'
import { applyLinkToRows } from '../../src/boosting/link-kernel.js'

const links: Link[] = [
  { objective: 'binary', sigmoid: 1 },
  { objective: 'binary', sigmoid: 0.37 },
  { objective: 'multiclassova', classes: 3, sigmoid: 2 },
  { objective: 'cross_entropy' },
]

describe('the link of many rows', () => {
  it.each(links)('gives the bits of row after row, by the kernel: %o', (link) => {
    const random = createRandom(2)
    const wild = [NaN, Infinity, -Infinity, 0, -0, 1e-300, 5e-324, 710, -746, 745.1, -708.4, 1e308, -700, 700]
    // More than a block, and an odd number.
    const scores = Float64Array.from({ length: 3 * 2999 }, (_, i) =>
      i < wild.length ? wild[i]! : random.normal() * 10 ** random.integer(-3, 3),
    )
    const expected = scores.slice()
    const classes = 'classes' in link ? link.classes : 1
    for (let at = 0; at < expected.length; at += classes) applyLink(link, expected, at)
    const blocks = vi.spyOn(Float64Array.prototype, 'set')
    applyLinkToRows(link, scores)
    expect(blocks.mock.calls.length).toBeGreaterThan(4)
    blocks.mockRestore()
    expect(scores).toEqual(expected)
    expect([...scores].every((value, i) => Object.is(value, expected[i]))).toBe(true)
  })

  it('leaves other links to their rows', () => {
    const scores = Float64Array.from({ length: 64 }, (_, i) => i / 10)
    const expected = scores.slice()
    for (let at = 0; at < 64; at += 4) applyLink({ objective: 'multiclass', classes: 4 }, expected, at)
    applyLinkToRows({ objective: 'multiclass', classes: 4 }, scores)
    expect(scores).toEqual(expected)
  })
})
