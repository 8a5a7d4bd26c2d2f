import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barChart } from '../../src/reports/charts/bar-chart.js'
import { columnChart } from '../../src/reports/charts/column-chart.js'
import { dateTicks } from '../../src/reports/charts/date-axis.js'
import { extremeRows } from '../../src/reports/charts/downsample.js'
import { heatMap } from '../../src/reports/charts/heat-map.js'
import { binValues, histogram } from '../../src/reports/charts/histogram.js'
import { lineChart } from '../../src/reports/charts/line-chart.js'
import { calibrationError, reliabilityDiagram } from '../../src/reports/charts/reliability.js'
import { linearScale, logScale, niceStep, niceStepBelow } from '../../src/reports/charts/scale.js'
import { markupProblems } from './markup-check.js'
import { days, wander } from './sample.js'

const HEIGHT = 100
const texts = { valueText: String, tickText: String, title: 'Title', description: 'Words.', yLabel: 'Equity (USD)', height: HEIGHT }

/** Every coordinate pair of every path. */
function points(svg: string): [number, number][] {
  return [...svg.matchAll(/ d="([^"]*)"/g)].flatMap((path) =>
    [...path[1]!.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map((pair): [number, number] => [Number(pair[1]), Number(pair[2])]),
  )
}

const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true })

describe('scales', () => {
  it('step by 1, 2 or 5', () => {
    expect([0.03, 0.5, 1, 1.1, 4, 7, 2e7].map(niceStep)).toEqual([0.05, 0.5, 1, 2, 5, 10, 2e7])
    expect([0.03, 0.5, 1, 1.9, 4, 7, 2e-7].map(niceStepBelow)).toEqual([0.02, 0.5, 1, 1, 2, 5, 2e-7])
  })

  it('hold the range between even ticks, few of them', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        const { min, max, ticks, position } = linearScale(low, high)
        const slack = 1e-9 * Math.max(Math.abs(min), Math.abs(max)) + 1e-300
        expect(min - slack).toBeLessThanOrEqual(low)
        expect(max + slack).toBeGreaterThanOrEqual(high)
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.length).toBeLessThanOrEqual(9)
        expect([position(min), position(max)]).toEqual([0, 1])
      }),
      { numRuns: 500, seed: 2 },
    )
    expect(linearScale(0, 0.3).ticks).toEqual([0, 0.1, 0.2, 0.3])
    expect(linearScale(-2, 7).ticks).toEqual([-2, 0, 2, 4, 6, 8])
  })

  it('place equal ratios at equal distances on a logarithmic axis', () => {
    const { position, ticks } = logScale(10, 1000)
    expect(position(100) - position(10)).toBeCloseTo(position(1000) - position(100), 12)
    expect(ticks).toEqual([10, 30, 100, 300, 1000])
    expect(logScale(9000, 31_000).ticks).toEqual([10_000, 15_000, 20_000, 25_000, 30_000])
  })

  it('have ticks inside the range at any size', () => {
    const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 1e6, noNaN: true }), (min, ratio) => {
        const scale = logScale(min, min * ratio)
        for (const tick of scale.ticks) {
          expect(scale.position(tick)).toBeGreaterThanOrEqual(0)
          expect(scale.position(tick)).toBeLessThanOrEqual(1)
        }
        if (ratio > 1.5) expect(scale.ticks.length).toBeGreaterThan(0)
        expect(scale.ticks.length).toBeLessThanOrEqual(12)
      }),
      { numRuns: 500, seed: 2 },
    )
  })
})

describe('date ticks', () => {
  const labels = (from: number, to: number): string[] => dateTicks(from, to).map(({ label }) => label)
  it('stand on the calendar', () => {
    expect(labels(Date.UTC(1999, 0, 4), Date.UTC(2018, 11, 31))).toEqual([
      '2000',
      '2002',
      '2004',
      '2006',
      '2008',
      '2010',
      '2012',
      '2014',
      '2016',
      '2018',
    ])
    expect(labels(Date.UTC(2020, 0, 15), Date.UTC(2020, 5, 20))).toEqual(['2020-02', '2020-03', '2020-04', '2020-05', '2020-06'])
    expect(labels(Date.UTC(2020, 1, 27), Date.UTC(2020, 2, 2))).toEqual([
      '02-27',
      '12:00',
      '02-28',
      '12:00',
      '02-29',
      '12:00',
      '03-01',
      '12:00',
      '03-02',
    ])
    expect(labels(Date.UTC(2020, 0, 1, 9, 30), Date.UTC(2020, 0, 1, 10, 0))).toEqual([
      '09:30',
      '09:35',
      '09:40',
      '09:45',
      '09:50',
      '09:55',
      '10:00',
    ])
    expect(labels(Date.UTC(2020, 0, 1), Date.UTC(2020, 1, 1))).toEqual(['01-06', '01-13', '01-20', '01-27'])
    expect(labels(5, 5)).toEqual(['1970-01-01'])
  })

  it('are in order, inside the axis and not too many for any span', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4e12, max: 4e12 }), fc.integer({ min: 1, max: 1e13 }), (from, span) => {
        const ticks = dateTicks(from, from + span)
        expect(ticks.length).toBeLessThanOrEqual(14)
        ticks.forEach(({ position }, i) => {
          expect(position).toBeGreaterThanOrEqual(0)
          expect(position).toBeLessThanOrEqual(1)
          if (i > 0) expect(position).toBeGreaterThan(ticks[i - 1]!.position)
        })
      }),
      { numRuns: 500, seed: 4 },
    )
  })
})

describe('extremeRows', () => {
  const even = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i / (length - 1))

  it('keeps every column’s extremes, the ends, and the order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3000 }), fc.integer({ min: 1, max: 200 }), fc.integer(), (length, columns, seed) => {
        const values = wander(seed, length)
        const position = even(length)
        const rows = extremeRows(position, values, columns)
        expect(rows.length).toBeLessThanOrEqual(2 * columns + 2)
        expect(rows.every((row, i) => i === 0 || row > rows[i - 1]!)).toBe(true)
        expect([rows[0], rows[rows.length - 1]]).toEqual([0, length - 1])
        const rangeOf = (some: Iterable<number>): Map<number, [number, number]> => {
          const ranges = new Map<number, [number, number]>()
          for (const row of some) {
            const column = Math.min(columns - 1, Math.floor(position[row]! * columns))
            const [low, high] = ranges.get(column) ?? [Infinity, -Infinity]
            ranges.set(column, [Math.min(low, values[row]!), Math.max(high, values[row]!)])
          }
          return ranges
        }
        expect(rangeOf(rows)).toEqual(rangeOf(values.keys()))
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  it('keeps gaps that can be seen and lone values between them', () => {
    const values = wander(1, 4000).map((value, i) => ((i > 1000 && i < 1100 && i !== 1050) || i === 2000 ? NaN : value))
    const rows = extremeRows(even(4000), values, 100)
    const missing = rows.filter((row) => Number.isNaN(values[row]!))
    expect(missing).toEqual([1001, 1051])
    expect(rows).toContain(1050)
  })

  it('keeps short series whole', () => {
    expect(extremeRows(even(4), Float64Array.of(NaN, 1, 2, NaN), 2)).toEqual([0, 1, 2, 3])
  })

  it('survives a series of gaps only', () => {
    expect(extremeRows(even(50), new Float64Array(50).fill(NaN), 5)).toEqual([])
  })
})

describe('line chart', () => {
  it('draws a tiny one exactly so', () => {
    const svg = lineChart({
      ...texts,
      timeMs: days(3),
      series: [{ name: 'A & B', values: Float64Array.of(0, NaN, 10), style: 'strategy' }],
    })
    expect(svg).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="100%" height="156" style="box-sizing:border-box;overflow:visible;padding:30px 18px 26px 58px">' +
        '<title>Title</title><desc>Words.</desc>' +
        [
          [100, 0],
          [80, 2],
          [60, 4],
          [40, 6],
          [20, 8],
          [0, 10],
        ]
          .map(
            ([y, label]) =>
              `<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text x="-8" y="${y}" dy=".32em" text-anchor="end">${label}</text>`,
          )
          .join('') +
        '<text class="axis-label" x="-58" y="-12">Equity (USD)</text>' +
        '<svg width="100%" height="100" viewBox="0 0 1000 100" preserveAspectRatio="none">' +
        '<path class="line strategy" d="M0 100L0 100M1000 0L1000 0"/>' +
        '<g class="hover">' +
        '<rect x="0" y="0" width="333.3" height="100"><title>1999-01-01\nA &amp; B: 0</title></rect>' +
        '<rect x="333.3" y="0" width="333.3" height="100"><title>1999-01-02\nA &amp; B: NaN</title></rect>' +
        '<rect x="666.7" y="0" width="333.3" height="100"><title>1999-01-03\nA &amp; B: 10</title></rect></g></svg>' +
        '<line class="axis" x1="0" x2="100%" y1="100" y2="100"/>' +
        [
          ['0%', '01-01'],
          ['12.5%', '06:00'],
          ['25%', '12:00'],
          ['37.5%', '18:00'],
          ['50%', '01-02'],
          ['62.5%', '06:00'],
          ['75%', '12:00'],
          ['87.5%', '18:00'],
          ['100%', '01-03'],
        ]
          .map(
            ([x, label], i) =>
              `<g${i % 2 === 1 ? ' class="minor"' : ''}><line class="tick" x1="${x}" x2="${x}" y1="100" y2="104"/>` +
              `<text x="${x}" y="117" text-anchor="middle">${label}</text></g>`,
          )
          .join('') +
        '</svg>',
    )
  })

  it('keeps every path inside the plot, whatever the values, and leaves gaps', () => {
    const values = fc.array(fc.oneof({ weight: 5, arbitrary: finite }, { weight: 1, arbitrary: fc.constant(NaN) }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(values, fc.boolean(), fc.boolean(), (found, filled, log) => {
        const column = Float64Array.from(found, (value) => (log ? Math.abs(value) + 1e-3 : value))
        const reference = log ? 1 : 0
        const svg = lineChart({
          ...texts,
          timeMs: days(found.length),
          series: [{ name: 'a', values: column, style: 'loss' }],
          filled,
          scale: log ? 'log' : 'linear',
          reference,
        })
        for (const [x, y] of points(svg)) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(1000)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(HEIGHT)
        }
        const line = / class="line loss" d="([^"]*)"/.exec(svg)![1]!
        const runs = column.reduce(
          (count, value, i) => count + (!Number.isNaN(value) && (i === 0 || Number.isNaN(column[i - 1]!)) ? 1 : 0),
          0,
        )
        expect(line.split('M').length - 1).toBe(runs)
      }),
      { numRuns: 200, seed: 6 },
    )
  })

  it('shows the one bad day among five thousand', () => {
    const values = new Float64Array(5000).fill(100)
    values[3210] = 1
    const svg = lineChart({ ...texts, timeMs: days(5000), series: [{ name: 'a', values, style: 'strategy' }] })
    expect(Math.max(...points(svg).map(([, y]) => y))).toBeGreaterThan(98)
    expect(points(svg).length).toBeLessThan(1600)
  })
})

describe('histogram bins', () => {
  it('count every value once, the lower edge inclusive', () => {
    const bins = binValues(Float64Array.of(-0.02, -0.01, 0, 0, 0.01, 0.02, 0.03))
    expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(7)
    expect(bins.edges).toContain(0)
    const zero = bins.edges.indexOf(0)
    expect(bins.counts.slice(zero).reduce((sum, count) => sum + count, 0)).toBe(5)
  })

  it('lose nothing to heavy tails and stay few', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }), (found) => {
        const bins = binValues(Float64Array.from(found))
        expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(found.length)
        expect(bins.counts.length).toBeLessThanOrEqual(60)
        expect(bins.edges.length).toBe(bins.counts.length + 1)
        const width = bins.step * (1 + 1e-6)
        if (!bins.openBelow) expect(Math.min(...found)).toBeGreaterThanOrEqual(bins.edges[0]! - width * 1e-6)
        if (!bins.openAbove) expect(Math.max(...found)).toBeLessThanOrEqual(bins.edges[bins.edges.length - 1]! + width * 1e-6)
      }),
      { numRuns: 300, seed: 8 },
    )
    const tail = binValues(Float64Array.of(...Array.from({ length: 200 }, (_, i) => (i - 100) / 10_000), 50))
    expect([tail.openBelow, tail.openAbove]).toEqual([false, true])
    expect(tail.counts[tail.counts.length - 1]).toBeGreaterThan(0)
  })
})

describe('calibration error', () => {
  it('is the mean distance from the diagonal, weighted by rows', () => {
    const curve = { meanPredicted: Float64Array.of(0.2, 0.6), fractionPositive: Float64Array.of(0.3, 0.4), count: Int32Array.of(30, 10) }
    expect(calibrationError(curve)).toBeCloseTo((30 * 0.1 + 10 * 0.2) / 40, 15)
    expect(calibrationError({ ...curve, count: Int32Array.of(0, 0) })).toBeNaN()
  })
})

describe('every other chart', () => {
  const words = { title: 'T <1>', description: 'D "2"' }
  const cell = { text: '1', tooltip: 't', strength: 0.5 }
  const curve = { meanPredicted: Float64Array.of(0, 1), fractionPositive: Float64Array.of(1, 0), count: Int32Array.of(3, 4) }
  const column = { from: 0, to: 0.5, value: -3, className: 'loss', tooltip: '<' }
  it.each([
    [
      'bar',
      barChart({
        ...words,
        bars: [
          { name: '<b>', value: 0 },
          { name: 'b', value: 2 },
        ],
        valueText: String,
        valueLabel: 'gain',
      }),
    ],
    [
      'column',
      columnChart({
        ...words,
        columns: [column, { ...column, value: NaN }],
        x: { label: '', ticks: [] },
        yLabel: '%',
        tickText: String,
        height: 50,
      }),
    ],
    [
      'heat',
      heatMap({
        ...words,
        columnNames: ['a', 'b'],
        rows: [{ name: 'r', cells: [cell, { ...cell, strength: NaN }] }],
        rowPx: 20,
        leftPx: 40,
      }),
    ],
    ['histogram', histogram({ ...words, values: wander(1, 50).map((value) => value / 10_000 - 1), xLabel: 'x', yLabel: 'y', height: 50 })],
    ['reliability', reliabilityDiagram({ ...words, curve, height: 100 })],
  ])('%s is well-formed, titled and free of NaN', (_, svg) => {
    expect(markupProblems(svg)).toEqual([])
    expect(svg).toContain('<title>T &lt;1&gt;</title><desc>D &quot;2&quot;</desc>')
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    for (const match of svg.matchAll(/(?:width|height|r)="(-?[\d.]+)%?"/g)) expect(Number(match[1])).toBeGreaterThanOrEqual(0)
  })

  it('leaves an empty field where a value is missing', () => {
    const map = heatMap({ ...words, columnNames: ['a'], rows: [{ name: 'r', cells: [{ ...cell, strength: NaN }] }], rowPx: 20, leftPx: 40 })
    expect(map).not.toContain('<rect')
  })

  it('colours losses and gains by their sign', () => {
    const map = heatMap({
      ...words,
      columnNames: ['a', 'b'],
      rows: [{ name: 'r', cells: [cell, { ...cell, strength: -0.25 }] }],
      rowPx: 20,
      leftPx: 0,
    })
    expect([...map.matchAll(/class="cell (\w+)"[^>]*fill-opacity="([\d.]+)"/g)].map((match) => [match[1], match[2]])).toEqual([
      ['gain', '0.31'],
      ['loss', '0.155'],
    ])
  })
})
