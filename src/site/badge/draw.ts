// A badge as SVG, in the shape that READMEs are full of: 20 pixels high, a label and a message.
import { escapeXml } from '../xml.ts'
import { lettersOn } from './color.ts'
import { textWidth } from './text-width.ts'

/** `color` as `parseColor` gives it; `title` is what a screen reader says. */
export type Drawing = { label: string; message: string; color: string; title: string }

const LABEL_COLOR = '#555555'
const PADDING = 5

/** It names no font that must be there and no other file: `textLength` fits the letters of any font. */
export function drawBadge({ label, message, color, title }: Drawing): string {
  const left = label === '' ? 0 : textWidth(label) + 2 * PADDING
  const right = textWidth(message) + 2 * PADDING
  const width = left + right
  // The one pixel by which they stand closer together is made for the eye.
  const texts = [
    label === '' ? '' : drawText(label, left / 2 + 1, LABEL_COLOR),
    drawText(message, left + right / 2 - (label === '' ? 0 : 1), color),
  ]
  const spoken = escapeXml(title)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${spoken}">` +
    `<title>${spoken}</title>` +
    '<linearGradient id="s" x2="0" y2="100%"><stop offset="0" stop-color="#bbb" stop-opacity=".1"/><stop offset="1" stop-opacity=".1"/></linearGradient>' +
    `<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>` +
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="${LABEL_COLOR}"/>` +
    `<rect x="${left}" width="${right}" height="20" fill="${color}"/>` +
    `<rect width="${width}" height="20" fill="url(#s)"/></g>` +
    '<g text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" text-rendering="geometricPrecision" aria-hidden="true">' +
    `${texts.join('')}</g></svg>`
  )
}

function drawText(text: string, middle: number, background: string): string {
  const colors = lettersOn(background)
  const shape = `x="${middle}" textLength="${textWidth(text)}"`
  return (
    `<text ${shape} y="15" fill="${colors.shadow}" fill-opacity=".3">${escapeXml(text)}</text>` +
    `<text ${shape} y="14" fill="${colors.text}">${escapeXml(text)}</text>`
  )
}
