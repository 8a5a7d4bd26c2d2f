/**
 * The one script of a page: it redraws `.candles` on a canvas that can be zoomed and moved. It reads numbers from the element's own data, writes no markup and loads
 * nothing; the page's policy allows these very bytes by their hash and no other script.
 */
export const CANDLE_SCRIPT: string = `
'use strict'
for (const box of document.querySelectorAll('.candles')) {
  const { time, open, high, low, close, marks } = JSON.parse(box.dataset.candles)
  const height = 356, left = 58, right = 18, top = 30, bottom = 26
  const canvas = document.createElement('canvas')
  canvas.tabIndex = 0
  canvas.setAttribute('aria-label', 'Candles with trades; drag to move, Ctrl and wheel or plus and minus to zoom')
  const buttons = document.createElement('div')
  buttons.className = 'buttons'
  const least = Math.min(10, time.length)
  let from = 0, to = time.length, hover = -1
  const view = (a, b) => {
    const span = Math.max(least, Math.min(time.length, b - a))
    from = Math.max(0, Math.min(time.length - span, a))
    to = from + span
    draw()
  }
  const zoom = (factor, at = (from + to) / 2) => view(at - (at - from) * factor, at + (to - at) * factor)
  const move = (bars) => view(from + bars, to + bars)
  for (const [name, label, run] of [['+', 'Zoom in', () => zoom(0.5)], ['\\u2212', 'Zoom out', () => zoom(2)], ['\\u25c2', 'Earlier', () => move((from - to) / 2)], ['\\u25b8', 'Later', () => move((to - from) / 2)], ['All', 'Show all', () => view(0, time.length)]]) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = name
    button.title = label
    button.addEventListener('click', run)
    buttons.append(button)
  }
  box.append(buttons, canvas)
  box.classList.add('drawn')
  const two = (n) => String(n).padStart(2, '0')
  const dateOf = (ms, withTime) => { const d = new Date(ms); return d.getUTCFullYear() + '-' + two(d.getUTCMonth() + 1) + '-' + two(d.getUTCDate()) + (withTime ? ' ' + two(d.getUTCHours()) + ':' + two(d.getUTCMinutes()) : '') }
  const intraday = time.length > 1 && time[1] - time[0] < 864e5
  const step = (rough) => { const unit = 10 ** Math.floor(Math.log10(rough)); return [1, 2, 5, 10].find((n) => n * unit >= rough) * unit }
  function draw() {
    const ratio = window.devicePixelRatio || 1, width = Math.max(120, box.clientWidth)
    canvas.width = width * ratio
    canvas.height = height * ratio
    canvas.style.height = height + 'px'
    const c = canvas.getContext('2d'), style = getComputedStyle(box), colour = (name) => style.getPropertyValue('--' + name).trim()
    c.scale(ratio, ratio)
    c.font = '11px ' + style.fontFamily
    const first = Math.floor(from), last = Math.min(time.length, Math.ceil(to))
    let min = Infinity, max = -Infinity
    for (let i = first; i < last; i++) if (low[i] !== null && high[i] !== null) { min = Math.min(min, low[i]); max = Math.max(max, high[i]) }
    if (!(min <= max)) { min = 0; max = 1 }
    if (min === max) { min -= Math.abs(min) * 0.01 + 1e-9; max += Math.abs(max) * 0.01 + 1e-9 }
    const plot = height - top - bottom, pitch = (width - left - right) / (to - from)
    const x = (i) => left + (i + 0.5 - from) * pitch, y = (p) => top + plot * (0.96 - 0.92 * (p - min) / (max - min))
    c.textBaseline = 'middle'
    c.textAlign = 'right'
    const size = step((max - min) / 5), decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(size))))
    for (let k = Math.ceil(min / size); k * size <= max; k++) {
      c.strokeStyle = colour('grid')
      c.strokeRect(left, Math.round(y(k * size)), width - left - right, 0)
      c.fillStyle = colour('muted')
      c.fillText((k * size).toFixed(decimals), left - 8, y(k * size))
    }
    c.textAlign = 'center'
    const every = Math.max(1, Math.ceil((intraday ? 130 : 100) / pitch))
    for (let i = Math.ceil(from / every) * every; i < last; i += every) if (x(i) > left + 40 && x(i) < width - 50) c.fillText(dateOf(time[i], intraday), x(i), height - 12)
    c.save()
    c.beginPath()
    c.rect(left, top - 12, width - left - right, plot + 24)
    c.clip()
    const body = Math.max(1, pitch * 0.7)
    for (let i = first; i < last; i++) {
      if (open[i] === null || close[i] === null || high[i] === null || low[i] === null) continue
      c.fillStyle = colour('muted')
      c.fillRect(x(i) - 0.5, y(high[i]), 1, Math.max(1, y(low[i]) - y(high[i])))
      c.fillStyle = colour(close[i] >= open[i] ? 'strategy' : 'benchmark')
      c.fillRect(x(i) - body / 2, Math.min(y(open[i]), y(close[i])), body, Math.max(1, Math.abs(y(open[i]) - y(close[i]))))
    }
    const seen = marks.reduce((sum, [a, , b]) => sum + (a <= last && (b >= 0 ? b : a) >= first ? 1 : 0), 0)
    const reach = seen * 10 > width ? 2.5 : 5
    const sign = (i, price, isBuy, name) => {
      const d = isBuy ? 1 : -1
      c.beginPath()
      c.moveTo(x(i), y(price) + d)
      c.lineTo(x(i) + reach, y(price) + (1 + 2 * reach) * d)
      c.lineTo(x(i) - reach, y(price) + (1 + 2 * reach) * d)
      c.closePath()
      c.fillStyle = colour(name)
      c.strokeStyle = colour('paper')
      c.fill()
      c.stroke()
    }
    for (const [a, p, b, q, side, won] of marks) {
      if (a > last || (b >= 0 ? b : a) < first) continue
      if (b >= 0) {
        c.strokeStyle = colour(won ? 'gain' : 'loss')
        c.setLineDash([4, 3])
        c.beginPath()
        c.moveTo(x(a), y(p))
        c.lineTo(x(b), y(q))
        c.stroke()
        c.setLineDash([])
        sign(b, q, side < 0, won ? 'gain' : 'loss')
      }
      sign(a, p, side > 0, 'ink')
    }
    c.restore()
    c.fillStyle = colour('muted')
    c.textAlign = 'left'
    const i = hover
    const shown = i >= first && i < last && open[i] !== null
    c.fillText(shown ? dateOf(time[i], intraday) + (width > 500 ? '   open ' + open[i] + '   high ' + high[i] + '   low ' + low[i] : '') + '   close ' + close[i] : 'Price', 0, 10)
  }
  const rowAt = (event) => from + ((event.clientX - canvas.getBoundingClientRect().left - left) / Math.max(1, canvas.clientWidth - left - right)) * (to - from)
  let grip
  canvas.addEventListener('pointerdown', (event) => { grip = { x: event.clientX, from, to }; canvas.setPointerCapture(event.pointerId) })
  canvas.addEventListener('pointermove', (event) => {
    if (grip !== undefined) {
      const bars = ((grip.x - event.clientX) / Math.max(1, canvas.clientWidth - left - right)) * (grip.to - grip.from)
      return view(grip.from + bars, grip.to + bars)
    }
    hover = Math.floor(rowAt(event))
    draw()
  })
  for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => { grip = undefined })
  canvas.addEventListener('pointerleave', () => { hover = -1; draw() })
  canvas.addEventListener('dblclick', (event) => zoom(0.5, rowAt(event)))
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    zoom(event.deltaY > 0 ? 1.25 : 0.8, rowAt(event))
  }, { passive: false })
  canvas.addEventListener('keydown', (event) => {
    const run = { '+': () => zoom(0.5), '-': () => zoom(2), ArrowLeft: () => move((from - to) / 10), ArrowRight: () => move((to - from) / 10), Home: () => view(0, time.length) }[event.key]
    if (run === undefined) return
    event.preventDefault()
    run()
  })
  addEventListener('resize', draw)
  document.addEventListener('change', draw)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  draw()
}
`
