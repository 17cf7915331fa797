// How rankings, funnels and tiles look.
export const LIST_STYLE = `
.bar{display:block}
.bar-fill{fill:var(--accent-soft)}
.strong .bar-fill{fill:var(--accent)}
.bars{margin:10px 0 0;padding:0;list-style:none;font-size:.8125rem;line-height:1.35}
.bars li{position:relative;isolation:isolate;display:flex;align-items:center;gap:12px;min-height:28px;margin-bottom:2px;padding:0 8px}
.bars .bar{position:absolute;inset:0;z-index:-1}
.bar-label{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bars a.bar-label{color:var(--ink);text-decoration:none}
.bars a.bar-label::after{content:"";position:absolute;inset:0}
.bars li:hover a.bar-label{text-decoration:underline}
.bars .active{outline:1.5px solid var(--accent);outline-offset:-1px;border-radius:3px}
.bars .active .bar-label{font-weight:600}
.bars .active .bar-label::before{content:"✕ ";color:var(--accent)}
.bar-remark{display:block;color:var(--muted);font-size:.75rem;line-height:1.3;white-space:normal}
.bar-remark.warning{color:var(--warn)}
.bars li:has(.bar-remark){min-height:40px}
.bar-count{min-width:3.5em;text-align:right}
.bar-share,.bar-change{min-width:4.2em;text-align:right;color:var(--muted)}
.bar-change{min-width:5em}
.bars-more{margin:8px 8px 0;font-size:.8125rem}
.funnel{margin:12px 0 0;padding:0;list-style:none;font-size:.8125rem;line-height:1.4}
.funnel li+li{margin-top:14px}
.funnel p{margin:0}
.stage-head{display:flex;flex-wrap:wrap;gap:0 10px;align-items:baseline}
.stage-name{font-weight:600}
.stage-ratio{color:var(--muted)}
.stage-bar{height:16px;margin:4px 0}
.stage-note{color:var(--muted);font-size:.75rem}
.tile{position:relative;display:flex;flex-direction:column;padding:12px 14px}
.tile p{margin:0}
.tile-title{color:var(--muted);font-size:.8125rem}
.tile-title a{color:inherit;text-decoration:none}
.tile-title a::after{content:"";position:absolute;inset:0}
.tile:hover .tile-title a{text-decoration:underline}
.tile.chosen{outline:1.5px solid var(--accent);outline-offset:-1px}
.tile.chosen .tile-title a{color:var(--ink);font-weight:600}
.tile-count{font-size:1.625rem;line-height:1.3;font-weight:600;letter-spacing:-.01em}
.tile-change,.tile-note{color:var(--muted);font-size:.75rem;line-height:1.5}
@media (max-width:420px){.tile-count{font-size:1.375rem}}
@container (max-width:300px){.bar-change{display:none}}
`
