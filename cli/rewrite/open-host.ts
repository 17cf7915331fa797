// The old host before something that is filled in: "quay.io/{{ .Values.image.repository }}". That may be the old path, which
// is then in another file, where it may well be moved: nothing but a person brings the two together.
import type { Left } from './finding.ts'
import { hostsOf } from './home.ts'
import type { Move } from './move.ts'
import { spell } from './pattern.ts'
import { lineSpan, type Prose } from './prose.ts'
import type { Publishing } from './publish.ts'
import { beforeOf } from './sighting.ts'

/** A template's, a shell's, make's, a format's; or what is joined to a text that ends here. */
const FILLED_IN = String.raw`\{[{}\w.]|\$[({\w]|%[svq]|["'\x60][ \t]?\+`

type File = { text: string; prose: Prose; isPublished: Publishing }

export function findOpenHosts({ text, prose, isPublished }: File, moves: Move[]): Left[] {
  return moves
    .filter(({ from }) => from.path !== '')
    .flatMap(({ from }) => {
      const hosts = hostsOf(from).map(spell).join('|')
      // {{ .Values.image.registry | default "quay.io" }}, {{ default "quay.io" .Values.image.registry }}
      const open = new RegExp(
        String.raw`(?:${hosts})(?=/(?:${FILLED_IN}))|(?<=\{\{[^{}\n]*\bdefault[ \t]+["'\x60])(?:${hosts})(?=/?["'\x60])`,
        'g',
      )
      return [...text.matchAll(open)].flatMap(({ index: start, 0: { length } }): Left[] => {
        const end = start + length
        if (beforeOf(text, start, '') !== 'free' || prose.isProse(start)) return []
        if (/\blogin\b/i.test(text.slice(...lineSpan(text, start)))) return []
        return [{ start, end, reason: isPublished(start, end) ? 'published' : 'hand-registry' }]
      })
    })
}
