/** Measures, in a page, what a reader would see go wrong; runs in the browser, so it is one function without imports. */
export function layoutProblems(): string[] {
  const problems: string[] = []
  interface Box {
    text: string
    left: number
    right: number
    top: number
    bottom: number
  }
  const pageWidth = document.documentElement.clientWidth
  const isShown = (element: Element): boolean => {
    const style = getComputedStyle(element)
    return style.visibility !== 'hidden' && style.display !== 'none' && style.opacity !== '0'
  }
  const boxOf = (element: Element): Box => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return { text: (element.textContent ?? '').trim().slice(0, 50), left, right, top: top + scrollY, bottom: bottom + scrollY }
  }
  // Glyphs do not fill their line: boxes may touch by this much without ink on ink.
  const slack = 2.5
  const meets = (a: Box, b: Box): boolean =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack
  const scrolls = (element: Element): boolean => element.closest('.scroll') !== null
  for (const svg of document.querySelectorAll('svg.chart')) {
    const frame = boxOf(svg)
    if (frame.right === frame.left) continue
    const name = svg.querySelector('title')?.textContent ?? ''
    const boxes = [...svg.querySelectorAll('text')]
      .filter(isShown)
      .map(boxOf)
      .filter((box) => box.right > box.left)
    boxes.sort((a, b) => a.left - b.left)
    boxes.forEach((a, i) => {
      if (a.left < -0.5 || a.right > pageWidth + 0.5) problems.push(`${name}: "${a.text}" leaves the page at ${a.left}–${a.right}`)
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
        problems.push(`${name}: "${a.text}" leaves its chart`)
      for (let k = i + 1; k < boxes.length && boxes[k]!.left < a.right; k++)
        if (meets(a, boxes[k]!)) problems.push(`${name}: "${a.text}" and "${boxes[k]!.text}" overlap`)
    })
  }
  const blocks = [...document.querySelectorAll('h1,h2,p,dt,dd,td,th,li,label,button,svg.chart,canvas,.badge')].filter(isShown)
  const placed = blocks
    .map((element) => ({ element, box: boxOf(element) }))
    .filter(({ box }) => box.right > box.left && box.bottom > box.top)
  placed.sort((a, b) => a.box.top - b.box.top)
  placed.forEach(({ element, box }, i) => {
    if (!scrolls(element) && (box.right > pageWidth + 0.5 || box.left < -0.5))
      problems.push(`<${element.tagName}> "${box.text}" leaves the page`)
    if (element instanceof HTMLElement && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && !scrolls(element))
      problems.push(`<${element.tagName}> "${box.text}" overflows`)
    for (let k = i + 1; k < placed.length && placed[k]!.box.top < box.bottom; k++) {
      const other = placed[k]!
      if (!element.contains(other.element) && !other.element.contains(element) && meets(box, other.box))
        problems.push(`<${element.tagName}> "${box.text}" and <${other.element.tagName}> "${other.box.text}" overlap`)
    }
  })
  if (document.documentElement.scrollWidth > pageWidth + 1)
    problems.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} > ${pageWidth}`)
  return problems
}
