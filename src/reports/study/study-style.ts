import { CHART_STYLE } from '../style.js'

/** From faint to full on light paper, one hue with even steps of lightness. */
const LIGHT = ['#d3e4f1', '#b4d2e8', '#8fbcdc', '#68a4cd', '#438bbc', '#2570a6', '#0f5488', '#083a66']
/** On dark paper full is bright. */
const DARK = ['#22384a', '#2a4b64', '#326080', '#3f779d', '#5390b9', '#72a9cf', '#99c5e3', '#c8e3f5']

function shadeVariables(colours: readonly string[]): string {
  return colours.map((colour, k) => `--shade-${k}:${colour}`).join(';')
}

const SHADE_RULES = LIGHT.map(
  (_, k) => `.chart .shade-${k}{fill:var(--shade-${k})}
.chart .dots.shade-${k},.chart .way.shade-${k}{stroke:var(--shade-${k})}`,
).join('\n')

const RULES = `${SHADE_RULES}
.chart .mark{stroke:var(--paper);stroke-width:.6}
.chart .mark.best{stroke:var(--ink);stroke-width:1}
.chart .complete{fill:var(--strategy)}
.chart .best{fill:var(--loss)}
.chart .infeasible{fill:var(--benchmark)}
.chart .mark.infeasible{fill:none;stroke:var(--benchmark);stroke-width:1.2}
.chart .point{fill:var(--ink)}
.chart .dots{fill:none;stroke-width:4.5;stroke-linecap:round}
.chart .dots.complete{stroke:var(--strategy)}
.chart .dots.best{stroke:var(--loss)}
.chart .dots.infeasible{stroke:var(--benchmark)}
.chart .dots.point{stroke:var(--ink);stroke-width:3}
.chart .rug,.chart .bar-line{fill:none}
.chart .pruned{fill:var(--benchmark)}
.chart .failed{fill:var(--loss)}
.chart .running{fill:var(--warn-edge)}
.chart .rug{stroke-width:1.4}
.chart .rug.pruned,.chart .bar-line.pruned,.chart .run.pruned{fill:none;stroke:var(--benchmark)}
.chart .rug.failed,.chart .bar-line.failed{fill:none;stroke:var(--loss)}
.chart .rug.running,.chart .bar-line.running,.chart .run.running{fill:none;stroke:var(--warn-edge)}
.chart .bar-line.complete,.chart .run.complete{fill:none;stroke:var(--strategy)}
.chart .bar-line.infeasible{fill:none;stroke:var(--shade-2)}
.chart .run{stroke-width:1.1;stroke-opacity:.55}
.chart .run.best{fill:none;stroke:var(--loss);stroke-width:2.2;stroke-opacity:1}
.chart .way{fill:none;stroke-width:1.1;stroke-opacity:.75}
.chart .way.infeasible{stroke:var(--benchmark);stroke-dasharray:2 3}
.chart .way.best{fill:none;stroke:var(--loss);stroke-width:2.2;stroke-opacity:1}
.chart .band{stroke:none;fill-opacity:.22}
.chart .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.chart .axis-tall{stroke:var(--muted);shape-rendering:crispEdges}
.chart .k-0{fill:#0072b2}.chart .k-1{fill:#d55e00}.chart .k-2{fill:#009e73}.chart .k-3{fill:#cc79a7}.chart .k-4{fill:#b58900}.chart .k-5{fill:#56b4e9}
.chart .line.k-0,.chart .dots.k-0{fill:none;stroke:#0072b2}.chart .line.k-1,.chart .dots.k-1{fill:none;stroke:#d55e00}
.chart .line.k-2,.chart .dots.k-2{fill:none;stroke:#009e73}.chart .line.k-3,.chart .dots.k-3{fill:none;stroke:#cc79a7}
.chart .line.k-4,.chart .dots.k-4{fill:none;stroke:#b58900}.chart .line.k-5,.chart .dots.k-5{fill:none;stroke:#56b4e9}
.chart .dots.k-0,.chart .dots.k-1,.chart .dots.k-2,.chart .dots.k-3,.chart .dots.k-4,.chart .dots.k-5,.chart .mark.k-0,.chart .mark.k-1,.chart .mark.k-2,.chart .mark.k-3,.chart .mark.k-4,.chart .mark.k-5{opacity:.45}`

/** What a page of a study has beside the style of every page. */
export const STUDY_STYLE: string = `:root{${shadeVariables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${shadeVariables(DARK)}}}
@media print{:root{${shadeVariables(LIGHT)}}}
.panels{display:grid;gap:14px 24px;margin-top:6px}
.panels>div{min-width:0;break-inside:avoid}
.panels-2{grid-template-columns:1fr 1fr}
.panels-3{grid-template-columns:repeat(3,1fr)}
@media (max-width:900px){.panels-3{grid-template-columns:1fr 1fr}}
@media (max-width:620px){.panels-2,.panels-3{grid-template-columns:1fr}}
@media print{section:has(.panels){break-inside:auto}}
.trials td,.trials th{white-space:nowrap}
.trials .params td{white-space:normal;overflow-wrap:anywhere}
.space td:first-child{overflow-wrap:anywhere}
${RULES}
`

/** The rules and the light colours of a picture of its own. */
export const STUDY_CHART_STYLE: string = `${CHART_STYLE}
.chart{${shadeVariables(LIGHT)};--warn-edge:#e69f00}
${RULES}`
