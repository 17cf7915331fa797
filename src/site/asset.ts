// What the page needs besides itself.
import { CHART_STYLE } from './chart/style.ts'
import { PAGE_STYLE } from './page/style.ts'

export function answerStyle(): Response {
  return new Response(CHART_STYLE + PAGE_STYLE, { headers: { 'Content-Type': 'text/css; charset=utf-8' } })
}

/** A rope that turns at a fitting. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5cad"/>
<circle cx="17" cy="15" r="6" fill="none" stroke="#fff" stroke-width="3"/>
<path d="M3 27 11.5 19M17 9V3" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>`

export function answerIcon(): Response {
  return new Response(ICON, { headers: { 'Content-Type': 'image/svg+xml' } })
}
