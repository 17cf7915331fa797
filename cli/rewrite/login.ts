// Logins by the registry that they are for: in docker's config.json, pull secrets and their templates, and on command lines.
import { statementSpan } from './publish.ts'

/** As far as is looked, characters. */
const SPAN = 4096
const IS_KEY = /^[\w./-]*\\*["']?\s*:/
/** Between braces, with whole logins before this one. */
const IN_LOGINS =
  /\b(?:auths|credHelpers)\\*["']\s*:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*$|\b(?:auths|credHelpers):\s*$/
/** It has one; where a helper keeps the logins it has none. */
const HAS_LOGIN =
  /^[\w./-]*\\*["']?\s*:\s*\{?\s*\\*["']?(?:auth|username|password|identitytoken|registrytoken)\\*["']?\s*:/

/** A client, or a variable that names one, up to its login: docker --config x login, helm registry login. */
const LOGS_IN =
  /(?:(?<![\w.-])(?:docker|podman|buildah|nerdctl|skopeo|g?crane|ko|oras|helm|regctl|cosign|notation|img|trivy)|\$[({]?\w+[)}]?)(?:\s(?:auth|registry|-\S.*))?\s+log(?:in|out)\s+$/s
const VARIABLE = String.raw`\$?\{\{.*?\}\}|\$\([^)\n]*\)|\$\S+`
const OPTIONS = new RegExp(
  String.raw`--?[\w-]+(?:(?:=|\s+)(?:"[^"\n]*"|'[^'\n]*'|${VARIABLE}|[^\s-]\S*))?|${VARIABLE}`,
  'g',
)
/** Between the words of a command that are a list: "docker", "login", "quay.io" */
const COMMA = /["'],\s*["']/g
/** kubectl create secret docker-registry */
const SECRET = /--docker-server[= ]["']?(?:https?:\/\/)?$/
/** A step of a workflow: uses: docker/login-action@v3 */
const STEP = /\buses:\s*["']?[\w./-]*login[\w-]*@(?:(?!\n[ \t]*- )[^])*$/

/** Whether the name from `start` to `end` says whose login it is. Moved, it would be offered to the new home, and the old one have none. */
export function isLogin(text: string, start: number, end: number): boolean {
  const next = text.slice(end, end + SPAN)
  const before = text.slice(Math.max(0, start - SPAN), start)
  if (IS_KEY.test(next) && (HAS_LOGIN.test(next) || IN_LOGINS.test(before))) return true
  const line = text.slice(statementSpan(text, start)[0], start)
  if (/\bregistry:\s*["']?$/.test(line)) return STEP.test(before)
  return SECRET.test(line) || isLoginCommand(line)
}

/** Words that are no options make it a sentence: docker login is not needed for quay.io/jetstack/x. */
function isLoginCommand(line: string): boolean {
  const [, command = '', rest = ''] = /^(.*\slog(?:in|out)\s+)(.*)$/s.exec(line.replaceAll(COMMA, ' ')) ?? []
  return LOGS_IN.test(command) && /^[\s\\"']*(?:\w+:\/\/)?$/.test(rest.replaceAll(OPTIONS, ''))
}
