const LIGHT =
  '--paper:#fff;--ink:#1b1f24;--muted:#59626d;--grid:#e7e9ec;--panel:#f5f6f8;--strategy:#0072b2;--benchmark:#8b929b;--gain:#0072b2;--loss:#d55e00;--warn:#fff3dc;--warn-edge:#e69f00'
const DARK =
  '--paper:#14171b;--ink:#e7e9ec;--muted:#a2abb5;--grid:#2a2f36;--panel:#1c2026;--strategy:#56b4e9;--benchmark:#8d96a1;--gain:#4aa3d9;--loss:#e8773a;--warn:#33270f;--warn-edge:#e69f00'

/**
 * The page's style sheet. Colours are those of Okabe and Ito (2008), which people with colour-blindness tell apart: blue gains
 * and leads, orange loses; signs say the same in text.
 */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root:not(:has(#other-theme:checked)){${DARK}}:root:has(#other-theme:checked){color-scheme:light}}
@media screen and (prefers-color-scheme:light){:root:has(#other-theme:checked){color-scheme:dark;${DARK}}}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--muted:#444;--grid:#ddd;--panel:#fff;--strategy:#0072b2;--benchmark:#777;--gain:#0072b2;--loss:#d55e00;--warn:#fff;--warn-edge:#000}section{break-inside:avoid}h2{break-after:avoid}body{max-width:none;padding:0}}
*{box-sizing:border-box;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{margin:0 auto;max-width:1120px;padding:28px 24px 40px;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
h1{margin:0 0 12px;font-size:26px;line-height:1.2;font-weight:650;overflow-wrap:anywhere}
h2{margin:0 0 2px;font-size:16px;font-weight:650}
section{margin-top:34px;min-width:0}
dl,dd,p,ul{margin:0}
header dl{display:flex;flex-wrap:wrap;gap:6px 32px;padding-bottom:16px;border-bottom:1px solid var(--grid)}
header dt,.facts dt{color:var(--muted);font-size:12px}
header dd{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.warnings{margin-top:16px;padding:10px 14px;background:var(--warn);border:1px solid var(--warn-edge);border-left-width:5px;border-radius:4px;overflow-wrap:anywhere}
.warnings ul{padding-left:18px}
.caption{margin-bottom:8px;color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
table{width:100%;margin-top:8px;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px;border-bottom:1px solid var(--grid);text-align:left;vertical-align:baseline;font-weight:400}
th:first-child,td:first-child{padding-left:0}
thead th{color:var(--muted);font-size:12px;border-bottom-color:var(--muted);vertical-align:bottom}
tfoot th,tfoot td{border-bottom:0;font-weight:650}
.number{text-align:right;white-space:nowrap}
.figures td.number:nth-child(2){font-weight:650}
.definition{width:52%;padding-left:24px;color:var(--muted);font-size:12px}
.scroll{overflow-x:auto}
.folds{font-size:13px}
.folds td{white-space:nowrap}
.folds tbody tr:not(.params):has(+.params) td{border-bottom:0;padding-bottom:0}
.folds .params td{padding-top:0;color:var(--muted);font-size:12px;white-space:normal}
.facts{display:grid;align-items:baseline;grid-template-columns:max-content 1fr;gap:4px 20px;margin-top:8px}
.facts dd{overflow-wrap:anywhere}
section>ul{margin-top:8px;padding-left:18px}
footer{margin-top:36px;padding-top:12px;border-top:1px solid var(--grid);color:var(--muted);font-size:12px}
.switches{display:flex;justify-content:flex-end;color:var(--muted);font-size:12px}
.switches label,.switch+label{cursor:pointer}
.switch+label{color:var(--muted);font-size:13px}
.switch:checked~.when-off,.switch:not(:checked)~.when-on{display:none}
.badges{display:flex;flex-wrap:wrap;gap:8px;margin-top:16px}
.badge{padding:4px 12px;background:var(--loss);color:var(--paper);border-radius:4px;font-weight:650;text-transform:uppercase;letter-spacing:.04em}
th[title]{text-decoration:underline dotted var(--muted);text-underline-offset:3px;cursor:help}
tbody tr{break-inside:avoid}
.runs{list-style:none}
section>.runs{padding-left:0}
.runs li{padding:3px 0;overflow-wrap:anywhere}
.runs .badge{padding:1px 8px;font-size:11px}
.swatch{display:inline-block;width:12px;height:12px;margin-right:8px;background:var(--strategy)}
.swatch.loss{background:var(--loss)}
.swatch.benchmark{background:var(--benchmark)}
.swatch.series-3{background:#009e73}
.swatch.series-4{background:#cc79a7}
.swatch.series-5{background:#e69f00}
.candles{position:relative}
.candles canvas{display:block;width:100%;touch-action:pan-y;cursor:grab}
.candles.drawn>svg{display:none}
.candles .buttons{display:flex;gap:6px;justify-content:flex-end;margin-bottom:4px}
.candles button{padding:2px 10px;background:var(--panel);color:var(--ink);border:1px solid var(--grid);border-radius:4px;font:inherit;cursor:pointer}
.chart{display:block}
.chart text{font-size:11px;fill:var(--muted);font-variant-numeric:tabular-nums}
.chart .axis-label{font-size:12px}
.chart .legend,.chart .value,.chart .cell-text{fill:var(--ink)}
.chart .legend{font-size:12px}
.chart .grid{stroke:var(--grid);shape-rendering:crispEdges}
.chart .axis,.chart .tick{stroke:var(--muted);shape-rendering:crispEdges}
.chart path{vector-effect:non-scaling-stroke}
.chart .line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
.chart .line.benchmark{stroke-width:1.2}
.chart .line.loss{stroke-width:1.2}
.chart .reference,.chart .rule{fill:none;stroke:var(--muted);stroke-width:1;stroke-dasharray:4 3}
.chart .rule-name{fill:var(--ink)}
.chart .line.strategy{stroke:var(--strategy)}
.chart .line.benchmark{stroke:var(--benchmark)}
.chart .line.loss{stroke:var(--loss)}
.chart .area{stroke:none;fill-opacity:.3}
.chart .strategy:not(.line){fill:var(--strategy)}
.chart .benchmark:not(.line){fill:var(--benchmark)}
.chart .gain{fill:var(--gain)}
.chart .loss:not(.line){fill:var(--loss)}
.chart .band{fill:var(--loss);fill-opacity:.09}
.chart .band-name{fill:var(--ink)}
.chart .wick{fill:none;stroke:var(--muted);stroke-width:1}
.chart .rising{fill:var(--strategy);stroke:var(--strategy);stroke-width:1;fill-opacity:.55}
.chart .falling{fill:var(--benchmark);stroke:var(--benchmark);stroke-width:1;fill-opacity:.55}
.chart .series-3:not(.line){fill:#009e73}
.chart .line.series-3{stroke:#009e73}
.chart .series-4:not(.line){fill:#cc79a7}
.chart .line.series-4{stroke:#cc79a7}
.chart .series-5:not(.line){fill:#e69f00}
.chart .line.series-5{stroke:#e69f00}
.chart .line.series-3,.chart .line.series-4,.chart .line.series-5{stroke-width:1.4}
.chart .marker{stroke:var(--paper);stroke-width:1}
.chart .dot.gain{fill:var(--gain);fill-opacity:.6}
.chart .dot.loss{fill:var(--loss);fill-opacity:.6}
.chart .dot{fill:var(--strategy);fill-opacity:.75;stroke:var(--paper)}
.chart .hover rect{fill:transparent}
.chart .hover rect:hover{fill:var(--muted);fill-opacity:.18}
@media print{.switches,.switch,.switch+label,.candles canvas,.candles .buttons{display:none}.candles.drawn>svg{display:block}.pair{display:block}.minor{display:none}}
@media screen and (max-width:760px){.compared th,.compared td{padding:5px 6px}body{padding:20px 14px}th,td{padding:5px 4px}.folds{font-size:12px}.folds td:not(.number),.folds thead th{white-space:normal}.folds .date{white-space:nowrap}.pair{display:block}.minor,.definition{display:none}.chart .cell-text{font-size:10px}.chart .cell-text.long{font-size:8.5px}}
`

/** The rules and the light colours a chart needs outside the page. */
export const CHART_STYLE: string = `.chart{--paper:#fff;--ink:#1b1f24;--muted:#59626d;--grid:#e7e9ec;--strategy:#0072b2;--benchmark:#8b929b;--gain:#0072b2;--loss:#d55e00;font-family:system-ui,sans-serif}
${STYLE.split('\n')
  .filter((line) => line.startsWith('.chart'))
  .join('\n')}`
