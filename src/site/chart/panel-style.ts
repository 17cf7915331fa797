// How a panel, its heading, its legend and its table look.
export const PANEL_STYLE = `
.visually-hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.panel,.tile{box-sizing:border-box;min-width:0;margin:0;padding:16px;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:8px;font-variant-numeric:tabular-nums}
.panel a,.tile a{color:var(--accent);text-underline-offset:2px}
.panel{container-type:inline-size}
.panel-title{margin:0;font-size:1rem;line-height:1.35;font-weight:600}
.note{margin:2px 0 0;color:var(--muted);font-size:.8125rem;line-height:1.45;overflow-wrap:anywhere}
.nothing{margin:0;padding:40px 16px;color:var(--muted);font-size:.875rem;text-align:center;text-wrap:balance}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:10px 0 0;padding:0;list-style:none;font-size:.75rem;line-height:1.4;color:var(--muted)}
.legend li{display:flex;align-items:center;gap:6px;min-width:0;max-width:100%}
.legend-text{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:26em}
.legend-value{color:var(--ink)}
.swatch{flex:none}
.figure-foot{margin-top:12px;font-size:.75rem;line-height:1.6}
.figure-links{float:right;display:flex;gap:12px;margin:0}
details summary{cursor:pointer;color:var(--muted);width:fit-content}
summary:hover{color:var(--ink)}
:is(.panel,.tile) :is(a,summary,.table-scroll):focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
.table-scroll{clear:both;max-height:22rem;margin-top:8px;overflow:auto;border-top:1px solid var(--line)}
.data{border-collapse:collapse;width:100%;font-size:.8125rem;line-height:1.35}
.data :is(th,td){padding:4px 12px 4px 0;border-bottom:1px solid var(--line);font-weight:400;text-align:left;vertical-align:top}
.data :is(th,td):last-child{padding-right:4px}
.data thead th{position:sticky;top:0;background:var(--panel);color:var(--muted);white-space:nowrap}
.data tbody th{overflow-wrap:anywhere;min-width:6em}
.data .number{text-align:right;white-space:nowrap}
.data thead .number{max-width:14em;overflow:hidden;text-overflow:ellipsis}
@media print{
.panel,.tile{break-inside:avoid;border-color:#bbb}
.figure-links{display:none}
.table-scroll{max-height:none;overflow:visible}
details:not([open]){display:none}
}
`
