// How what is drawn on a plot looks. Text has its size here and never shrinks with the picture.
import { MARGINS } from './plot.tsx'

/** px. Values stand left of the data; names right of it, where there is room. */
const LEFT = 44
const RIGHT = 14
const NAMES = { short: 64, long: 132 }

const margins = Object.entries(MARGINS)
  .map(([kind, { top, bottom }]) => `.plot-${kind}{padding-top:${top}px;padding-bottom:${bottom}px}`)
  .join('\n')

export const PLOT_STYLE = `
.plot{display:block;box-sizing:border-box;overflow:visible;margin-top:8px;padding:0 ${RIGHT}px 0 ${LEFT}px}
.plot text{font-size:12px;fill:var(--muted)}
:is(.plot-shares,.plot-curves){padding-right:${NAMES.short}px}
.names-long{padding-right:${NAMES.long}px}
${margins}
.grid,.baseline,.notch{stroke:var(--line);shape-rendering:crispEdges}
.baseline{stroke:var(--muted)}
.value{text-anchor:end}
.at-middle{text-anchor:middle}
.plot .at-end{text-anchor:end}
.hidden{display:none}
.line{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.line-before{stroke:var(--muted);stroke-width:1.5;stroke-dasharray:4 4}
.area{fill:var(--accent-soft)}
.hatch-line{stroke:var(--panel);stroke-width:4}
.band-missing{fill:var(--land)}
.dots circle{fill:var(--accent)}
.mark line{stroke:var(--muted);stroke-dasharray:1 3}
.plot .mark-label{fill:var(--ink);font-size:11px}
:is(.mark-label,.end-labels text){stroke:var(--panel);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.readouts rect{fill:transparent}
.readouts :is(circle,text){visibility:hidden;pointer-events:none}
.readouts circle{fill:var(--panel);stroke:var(--accent);stroke-width:2}
.readouts text{text-anchor:end;fill:var(--ink)}
.readouts g:hover rect{fill:var(--ink);fill-opacity:.06}
.readouts g:hover :is(circle,text){visibility:visible}
.plot-shares .grid{stroke:var(--panel);stroke-opacity:.45}
.layer{fill:currentColor;stroke:var(--panel);stroke-width:1.5;vector-effect:non-scaling-stroke}
.texture{opacity:.45;pointer-events:none}
.texture-line{stroke:var(--panel);stroke-width:1}
${Array.from({ length: 9 }, (_, colour) => `.k${colour}{color:var(--c${colour})}`).join('')}
.plot .end-labels text{fill:var(--ink)}
.curve{stroke:var(--muted);stroke-width:1.5}
.curve0{stroke:var(--accent);stroke-width:3}
.curve1{stroke:var(--c2);stroke-width:2;stroke-dasharray:7 4}
.curve2{stroke:var(--c3);stroke-width:2;stroke-dasharray:2 4}
.curve3{stroke:var(--c4);stroke-dasharray:9 4 2 4}
.curve4{stroke:var(--c7);stroke-dasharray:5 3}
.curve5{stroke:var(--c6);stroke-dasharray:1 3}
.map{display:block;width:100%;height:auto;margin-top:8px}
.land,.country{stroke:var(--panel);stroke-width:.6;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.land{fill:var(--land)}
.dot{fill:none;stroke-width:6;stroke-linecap:round;vector-effect:non-scaling-stroke}
${Array.from({ length: 5 }, (_, step) => `.country.m${step + 1}{fill:var(--m${step + 1})}.dot.m${step + 1}{stroke:var(--m${step + 1})}`).join('')}
.map :is(.country,.dot):hover{opacity:.75}
.sparkline{display:block;margin-top:auto;padding-top:8px;overflow:visible}
.sparkline .line{stroke-width:1.5}
@container (max-width:560px){.wide-only{display:none}}
@container (max-width:660px){:is(.plot-shares,.plot-curves) .wide-only{display:none}}
@container (max-width:380px){
:is(.plot-shares,.plot-curves){padding-right:${RIGHT}px}
:is(.plot-shares,.plot-curves) .end-labels{display:none}
}
`
