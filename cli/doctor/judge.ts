// What an answer that is none says about who gave it.
import { bareMediaType } from '../../src/oci/media-type.ts'
import type { Asked } from './ask.ts'
import { Blocked, type Step, allow } from './blocked.ts'

/** Why this is not what a registry answers, or what it means if it is. */
export function refused(
  step: Step,
  { status, headers, body, url }: Asked,
  { isDefault = false } = {},
): Blocked {
  const host = url.hostname
  // Nothing has shown yet that there is a registry.
  const isFirst = step === 'ping'
  const whose = `a block page or a login of the network${isFirst ? ', or no registry is there' : ''}`
  const usual = isFirst ? `check the name of the registry; if it is right, ${allow(host)}` : allow(host)
  const between = (why: string, advice = usual) => new Blocked(step, host, { why, advice })
  const own = (why: string, advice: string) => new Blocked(step, host, { why, advice, isBetween: false })
  if (status === 407)
    return between('a proxy in between wants a login (407)', 'ask for its login, and set HTTPS_PROXY')
  if (isPage(headers))
    return between(
      `a web page${titleOf(body)} with status ${status} comes in the place of a registry's answer: ${whose}`,
    )
  const isRegistry = headers.has('Docker-Distribution-Api-Version') || isErrorJson(body)
  if (status === 429)
    return own(
      'the registry limits requests (429)',
      'wait: many share the address of this network; where it has accounts, a login helps',
    )
  if (status >= 500)
    return own(
      `it answers with status ${status}${messageOf(body)}`,
      'the host is in trouble, not this network: try again later',
    )
  if (step === 'content') return between(`the content host answers with status ${status}`)
  if (status === 403 && !isRegistry) return between('it answers 403, and not as a registry does')
  if (status === 401 || status === 403)
    return own(
      'the registry wants a login for this image, or there is no such image',
      'check its name; if it is private, docker login works as well as before',
    )
  if (status === 404 && !(isFirst && !isRegistry))
    return own(
      'the registry knows no such image or tag',
      isDefault
        ? 'give the tag that is meant, since many images have no latest; or check the name'
        : 'check its name or tag',
    )
  return between(`it answers with status ${status}, as no registry does${isFirst ? `: ${whose}` : ''}`)
}

export function isPage(headers: Headers): boolean {
  return bareMediaType(headers.get('Content-Type')) === 'text/html'
}

function isErrorJson(body: ArrayBuffer): boolean {
  return /^\s*\{\s*"errors"/.test(startOf(body))
}

function startOf(body: ArrayBuffer): string {
  return new TextDecoder().decode(body.slice(0, 4096))
}

/** What a registry says of its error, in plain characters. */
function messageOf(body: ArrayBuffer): string {
  const message = /"message"\s*:\s*"([^"\\]{1,200})/.exec(isErrorJson(body) ? startOf(body) : '')?.[1]
  return message === undefined ? '' : `: ${message.replace(/[^\x20-\x7e]+/g, ' ').trim()}`
}

/** Helps to know whose page it is. */
function titleOf(body: ArrayBuffer): string {
  const title = /<title[^>]*>([^<]{1,80})/i.exec(startOf(body))?.[1]
  return title === undefined ? '' : ` ("${title.replace(/[^\x20-\x7e]+/g, ' ').trim()}")`
}
