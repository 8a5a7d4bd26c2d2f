import { coordinate } from '../charts/plot.js'

interface Corner {
  x: number
  y: number
  value: number
}

/** What of a cell lies at `level` or above: its corners there, and the points where its edges cross the level. */
function cutCell(corners: readonly Corner[], level: number): [number, number][] {
  const points: [number, number][] = []
  corners.forEach((corner, k) => {
    const next = corners[(k + 1) % corners.length]!
    if (corner.value >= level) points.push([corner.x, corner.y])
    if (corner.value >= level !== next.value >= level) {
      const share = (level - corner.value) / (next.value - corner.value)
      points.push([corner.x + share * (next.x - corner.x), corner.y + share * (next.y - corner.y)])
    }
  })
  return points
}

function polygon(points: readonly [number, number][]): string {
  return points.length < 3 ? '' : `M${points.map(([x, y]) => `${Math.round(x)} ${coordinate(y)}`).join('L')}Z`
}

/**
 * The region where a surface is at a level or above, as the data of a path over width × height. Places stand on the corners of cells, the first row at the foot; whole
 * cells of a row are joined.
 */
export function contourRegion(surface: Float64Array, columns: number, level: number, width: number, height: number): string {
  const rows = surface.length / columns
  const left = (column: number): number => (width * column) / (columns - 1)
  const top = (row: number): number => height * (1 - row / (rows - 1))
  const corner = (column: number, row: number): Corner => ({ x: left(column), y: top(row), value: surface[row * columns + column]! })
  const parts: string[] = []
  for (let row = 0; row < rows - 1; row++) {
    let from = -1
    const close = (to: number): void => {
      if (from >= 0)
        parts.push(
          polygon([
            [left(from), top(row)],
            [left(to), top(row)],
            [left(to), top(row + 1)],
            [left(from), top(row + 1)],
          ]),
        )
      from = -1
    }
    for (let column = 0; column < columns - 1; column++) {
      const corners = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)]
      const inside = corners.filter(({ value }) => value >= level).length
      if (inside === 4) {
        if (from < 0) from = column
        continue
      }
      close(column)
      if (inside > 0) parts.push(polygon(cutCell(corners, level)))
    }
    close(columns - 1)
  }
  return parts.join('')
}
