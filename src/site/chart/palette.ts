// The colours of the page, light and dark. Text has at least 4.5:1 on paper and panel, what is drawn at least 3:1.
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
  c2: '#d1700a',
  c3: '#16805f',
  c4: '#a8367f',
  c5: '#3f93cf',
  c6: '#8a6d00',
  c7: '#6750b8',
  c8: '#c8475a',
  m1: '#c3dbf1',
  m2: '#8fbde5',
  m3: '#5397d3',
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
  c2: '#ef9a4a',
  c3: '#3fb98f',
  c4: '#dd7bb8',
  c5: '#8fd0f5',
  c6: '#cdb04a',
  c7: '#a08df0',
  c8: '#f07f8c',
  m1: '#1d3c5c',
  m2: '#22588c',
  m3: '#2f7cc0',
  m4: '#5fa9e8',
  m5: '#b7dcfb',
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
