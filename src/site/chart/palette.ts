// The colours of the page, light and dark. A test holds them to their contrast and to eyes that see fewer colours.
// c0 is grey, c1 to c8 are names; m1 to m5 are the shades of the map.
const LIGHT = {
  ink: '#1b1f24',
  muted: '#59626d',
  line: '#dde1e6',
  paper: '#f7f8f9',
  panel: '#ffffff',
  accent: '#0b5cad',
  'accent-soft': '#d6e6f7',
  warn: '#9a4400',
  land: '#e7eaee',
  c0: '#8b939c',
  c1: '#0b5cad',
  c2: '#c68502',
  c3: '#188166',
  c4: '#6c386c',
  c5: '#4691e6',
  c6: '#914100',
  c7: '#5f33c9',
  c8: '#d92d5f',
  m1: '#b3d3ef',
  m2: '#84b6e2',
  m3: '#4f95d2',
  m4: '#1f6db5',
  m5: '#0a3f7a',
}

const DARK: typeof LIGHT = {
  ink: '#e6e9ed',
  muted: '#9ba5b0',
  line: '#2e353d',
  paper: '#0f1317',
  panel: '#171c22',
  accent: '#66aef2',
  'accent-soft': '#1c3650',
  warn: '#eda35c',
  land: '#2a3139',
  c0: '#737d88',
  c1: '#5aa6ee',
  c2: '#f3d159',
  c3: '#4dcdac',
  c4: '#ba58c2',
  c5: '#86e4f5',
  c6: '#bdb137',
  c7: '#b6b7ff',
  c8: '#dd806e',
  m1: '#1f4a78',
  m2: '#2a66a3',
  m3: '#3f8bd0',
  m4: '#74b4ee',
  m5: '#c4e2fb',
}

export const PALETTES = { light: LIGHT, dark: DARK }

function properties(palette: typeof LIGHT): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';')
}

/** Paper is white, whatever the screen was. */
export const PALETTE_STYLE = `
:root{color-scheme:light dark;${properties(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${properties(DARK)}}}
`
