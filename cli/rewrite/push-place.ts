// The places that say what is pushed by where they are, in the files of tools that push: a step, a list of tags.

export type Place = { start: number; end: number }

const WORKFLOW = /(?:^|\/)\.github\//
/** A step is an item of a list whose first key is one of these; what is indented more belongs to it. */
const STEP =
  /^([ \t]*)- (?:name|uses|id|if|run|env|with):[^\n]*(?:\n(?:\1[ \t]+\S[^\n]*|[ \t\r]*(?=\n|$)))*/gm
const PUSHING_STEP =
  /\bdocker\/(?:build-push|metadata)-action\b|\buses:\s*["']?\S*[/-]push-(?!action\b)[\w-]+@/
/** What an image is built from is pulled. */
const BUILT_FROM = /^([ \t]*)build-(?:args|contexts):[^\n]*(?:\n\1[ \t]+\S[^\n]*)*/m
/** What a job runs in is pulled, though its key is called as a matrix may call what it pushes. */
const RUNS_IN = /^([ \t]*)(?:container|services):[ \t\r]*\n(?:(?:\1[ \t]+\S[^\n]*|[ \t\r]*)\n)*(?![^])/m

/** By what the file is called. */
const PLACES: [RegExp, RegExp][] = [
  [/(?:^|\/)docker-bake[^/]*\.(?:hcl|json)$/, /["']?\btags["']?\s*[=:]\s*\[[^\]]*\]/g],
  [
    /(?:^|\/)[^/]*cloudbuild[^/]*\.(?:ya?ml|json)$/,
    /^images:[^\n]*(?:\n[ \t]*-[ \t][^\n]*)*|["']?(?<=["'\s[])(?:-t|--tag|push)["']?(?:[\s,]|-[ \t])+["']?\S+/gm,
  ],
  [/(?:^|\/)skaffold[^/]*\.ya?ml$/, /^[ \t]*- image:[^\n]*/gm],
  [/(?:^|\/)Tiltfile[^/]*$/, /\b(?:docker|custom)_build\w*\(\s*["'][^"'\n]*/g],
]
const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/

export function placesOf(path: string, text: string): Place[] {
  if (WORKFLOW.test(path)) return pushingStepsOf(text)
  if (COMPOSE.test(path)) return builtServicesOf(text)
  return PLACES.filter(([file]) => file.test(path)).flatMap(([, place]) =>
    [...text.matchAll(place)].map(({ index, 0: { length } }) => ({ start: index, end: index + length })),
  )
}

export const isWorkflow = (path: string): boolean => WORKFLOW.test(path)

export const isRunIn = (above: string): boolean => RUNS_IN.test(above)

function pushingStepsOf(text: string): Place[] {
  return [...text.matchAll(STEP)]
    .filter(([step]) => PUSHING_STEP.test(step))
    .flatMap(({ index, 0: step }) => {
      const from = BUILT_FROM.exec(step)
      if (from === null) return [{ start: index, end: index + step.length }]
      return [
        { start: index, end: index + from.index },
        { start: index + from.index + from[0].length, end: index + step.length },
      ]
    })
}

/** A service that is built here is pushed under its image. */
function builtServicesOf(text: string): Place[] {
  return [...text.matchAll(/^([ \t]+)image:[^\n]*/gm)].flatMap(({ index, 0: line, 1: indent = '' }) => {
    const end = index + line.length
    const inside = String.raw`(?:${indent}[ \t]*\S[^\n]*|[ \t\r]*)\n`
    const isBuilt =
      new RegExp(String.raw`^\n(?:${inside})*?${indent}build:`).test(text.slice(end)) ||
      new RegExp(String.raw`^${indent}build:[^\n]*\n(?:${inside})*(?![^])`, 'm').test(text.slice(0, index))
    return isBuilt ? [{ start: index, end }] : []
  })
}
