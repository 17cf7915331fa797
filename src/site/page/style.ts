// How the page is laid out; what charts look like is theirs.
export const PAGE_STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,button:focus-visible,input:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:1rem;top:.5rem;background:var(--panel);padding:.25rem .5rem;z-index:1}
.demo{margin:0;padding:.5rem 1rem;text-align:center;background:var(--warn);color:var(--paper);font-weight:600}
.head,main,.foot{max-width:1240px;margin:0 auto;padding:0 1rem}
.head{padding-top:1.5rem}
.home{margin:0;font-size:.875rem}
.home a{color:var(--muted);text-decoration:none}
.home a:hover{text-decoration:underline}
h1{margin:.1rem 0 .25rem;font-size:clamp(1.4rem,1rem + 2vw,2.1rem);line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h3{font-size:.95rem;margin:1.1rem 0 .3rem}
.note{margin:.15rem 0;color:var(--muted);font-size:.85rem}
.choices{display:flex;flex-wrap:wrap;gap:.3rem;margin:0;padding:0;list-style:none}
.choices a{display:block;padding:.2rem .6rem;border:1px solid var(--line);border-radius:1rem;background:var(--panel);color:var(--ink);text-decoration:none;font-size:.875rem;overflow-wrap:anywhere}
.choices a:hover{border-color:var(--accent)}
.choices a[aria-current]{border-color:var(--accent);background:var(--accent-soft);font-weight:600}
.head nav{margin-top:.75rem}
.controls{display:flex;flex-wrap:wrap;align-items:flex-start;gap:.5rem 1.25rem;padding-top:1rem;border-top:1px solid var(--line)}
.days{font-size:.875rem}
.days summary{cursor:pointer;padding:.2rem .1rem;color:var(--muted)}
.days form{display:flex;flex-wrap:wrap;gap:.4rem .75rem;align-items:center;padding:.4rem 0}
.days input,.days button{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--muted);border-radius:.3rem;padding:.15rem .4rem}
.days button{cursor:pointer}
.chips{display:flex;flex-wrap:wrap;gap:.3rem;margin:0;padding:0;list-style:none;font-size:.875rem}
.chips a{display:block;padding:.15rem .6rem;border-radius:.3rem;background:var(--accent-soft);color:var(--ink);text-decoration:none;overflow-wrap:anywhere}
.chips a:hover{text-decoration:line-through}
.chips .clear{background:none;color:var(--accent);text-decoration:underline}
main{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem;padding-top:1rem;padding-bottom:2rem}
main>*{grid-column:1/-1}
.lists{columns:20rem;column-gap:1rem}
.lists>*{break-inside:avoid;margin-bottom:1rem!important}
@media (min-width:900px){main{grid-template-columns:repeat(2,minmax(0,1fr))}main>:is(#adoption,#curves,#map,#by-country,#incidents,#take-away){grid-column:span 1}}
.panel{margin:0;padding:1rem;background:var(--panel);border:1px solid var(--line);border-radius:.5rem;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(150px,50% - .5rem),1fr));gap:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{padding:.3rem .75rem .3rem 0;text-align:left;border-bottom:1px solid var(--line);font-weight:400;vertical-align:middle}
thead th{color:var(--muted);font-size:.8rem}
.number{text-align:right}
caption{text-align:left}
.artifacts tbody th{font-weight:600;overflow-wrap:anywhere;min-width:9rem}
.artifacts td{white-space:nowrap}
.artifacts .trend{width:12rem}
p code{overflow-wrap:anywhere}
.hosts tbody :is(th,td){overflow-wrap:anywhere;vertical-align:baseline}
.hosts tbody th{font-weight:600;min-width:8.5rem}
.incidents{list-style:none;margin:0;padding:0}
.incidents li{padding:.4rem 0;border-bottom:1px solid var(--line)}
.incidents p{margin:0}
.figure-links{font-size:.8125rem}
.plain{padding-left:1.1rem;margin:.5rem 0}
.snippet{overflow-x:auto;padding:.5rem .6rem;background:var(--paper);border:1px solid var(--line);border-radius:.3rem;font-size:.78rem;margin:.3rem 0}
.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2rem}
@media (min-width:800px){.columns{grid-template-columns:repeat(2,minmax(0,1fr))}}
.definitions{margin:0}
.definitions dt{font-weight:600;margin-top:.5rem}
.definitions dd{margin:0}
.message{display:block;overflow-wrap:anywhere;padding-top:3rem;max-width:40rem}
.foot{padding-bottom:2rem;color:var(--muted);font-size:.85rem}
.foot p{margin:0;padding-top:1rem;border-top:1px solid var(--line)}
@media print{body{background:#fff;font-size:11px}.controls,.head nav,.skip,.days,.foot{display:none}}
`
