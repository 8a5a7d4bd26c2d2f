import { box, COLOUR, path, picture, text } from './drawing.js'

const CELL = 17
/** Made-up bins of 4 features in 8 rows; what matters is where they lie. */
const CODES = [
  [3, 17, 250, 41],
  [9, 17, 12, 40],
  [3, 60, 250, 7],
  [200, 2, 31, 41],
  [9, 17, 90, 99],
  [88, 60, 12, 41],
  [3, 5, 31, 255],
  [140, 2, 250, 7],
]
const FEATURE_COLOURS = [COLOUR.blue, COLOUR.green, COLOUR.yellow, COLOUR.orange]

function cell(x: number, y: number, words: string | number, fill: string, width = 34): string {
  return (
    box(x, y, width, CELL, { fill, opacity: 0.16, stroke: COLOUR.grey }) +
    text(x + width / 2, y + 13, String(words), { size: 11, anchor: 'middle' })
  )
}

function heading(x: number, y: number, title: string, lines: readonly string[]): string[] {
  return [text(x, y, title, { bold: true }), ...lines.map((line, k) => text(x, y + 18 + 16 * k, line, { size: 12, fill: COLOUR.muted }))]
}

/** One column after the other: a split asks one feature of many rows. */
function byColumn(x: number, y: number): string[] {
  return CODES[0]!.flatMap((_, f) =>
    CODES.map((row, i) =>
      cell(x + (f % 2) * 150 + (i % 4) * 36, y + Math.floor(f / 2) * 72 + Math.floor(i / 4) * 19, row[f]!, FEATURE_COLOURS[f]!),
    ),
  )
}

/** One row after the other, 16 features wide: a histogram asks all features of few rows. */
function byRow(x: number, y: number): string[] {
  return CODES.flatMap((row, i) => [
    text(x - 8, y + i * 19 + 13, String(i), { size: 11, fill: COLOUR.muted, anchor: 'end' }),
    ...row.map((code, f) => cell(x + f * 36, y + i * 19, code, FEATURE_COLOURS[f]!)),
    text(x + 4 * 36 + 6, y + i * 19 + 13, '… 16', { size: 11, fill: COLOUR.muted }),
  ])
}

function histogram(x: number, y: number): string[] {
  const heights = [12, 30, 46, 58, 40, 62, 34, 20, 14, 8]
  return [
    ...heights.map((height, k) => box(x + k * 17, y + 66 - height, 14, height, { fill: COLOUR.blue, opacity: 0.55 })),
    path(
      [
        [x + 5 * 17 - 1.5, y - 4],
        [x + 5 * 17 - 1.5, y + 70],
      ],
      { stroke: COLOUR.orange, width: 2, dashed: true },
    ),
    text(x + 5 * 17 + 6, y + 4, 'best border', { size: 12, fill: COLOUR.orange }),
  ]
}

/** How the boosting engine keeps its data while it trains. */
export function drawBoostingLayout(): string {
  const y = 150
  return picture(
    'Where everything lies while a tree grows',
    'Values become bins of one byte. They are kept twice, because splitting a leaf and adding up a histogram ask for them in different orders.',
    450,
    [
      box(16, 76, 318, 250, { fill: COLOUR.panel, radius: 6 }),
      ...heading(28, 98, 'bins, column by column', ['splits a leaf: one feature, many rows']),
      ...byColumn(28, y),
      ...CODES[0]!.map((_, f) =>
        text(28 + (f % 2) * 150, y + Math.floor(f / 2) * 72 - 3, `feature ${f}`, { size: 10, fill: COLOUR.muted }),
      ),
      box(346, 76, 262, 250, { fill: COLOUR.panel, radius: 6 }),
      ...heading(358, 98, 'bins, row by row', ['histograms: one row, 16 features']),
      ...byRow(380, y),
      box(620, 76, 324, 250, { fill: COLOUR.panel, radius: 6 }),
      ...heading(632, 98, 'one 64-bit word per row', ['gradient and hessian as whole numbers']),
      box(632, y - 4, 146, 24, { fill: COLOUR.green, opacity: 0.25, stroke: COLOUR.grey }),
      box(778, y - 4, 146, 24, { fill: COLOUR.yellow, opacity: 0.25, stroke: COLOUR.grey }),
      text(705, y + 12, 'gradient, 32 bits', { size: 12, anchor: 'middle' }),
      text(851, y + 12, 'hessian, 32 bits', { size: 12, anchor: 'middle' }),
      ...[
        'One integer addition adds both to a bin.',
        'Integers add up to the same in any order:',
        'threads and runtimes cannot change a bit,',
        'and parent − child is exact, so only the',
        'smaller child of a split is added up.',
      ].map((line, k) => text(632, y + 48 + 19 * k, line, { size: 13 })),
      path(
        [
          [477, 326],
          [477, 350],
        ],
        { arrow: true },
      ),
      path(
        [
          [782, 326],
          [782, 340],
          [560, 340],
          [560, 350],
        ],
        { arrow: true },
      ),
      ...heading(28, 372, 'a histogram per leaf', [
        '256 words a feature; a feature’s 2 kB stay in',
        'the nearest cache while its block is added up.',
        'The scan looks at two borders per instruction.',
      ]),
      ...histogram(400, 370),
      ...heading(640, 372, 'then', [
        'the leaf that gains most is split:',
        'its rows move by the column of bins, in place,',
        'and stay in ascending order.',
      ]),
    ],
  )
}
