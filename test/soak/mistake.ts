// What people and scanners get wrong.
import { AGENTS } from './agent.ts'
import type { Asked } from './asked.ts'
import { one } from './roll.ts'
import type { Scene } from './scene.ts'

const CONTROLLER = 'cert-manager-controller'

export function mistake({ content, roll }: Scene): Asked[] {
  const agent = one(roll, [AGENTS.docker, AGENTS.curl])
  const failed = { metric: 'error', version: '', platform: agent.platform }
  const get = { method: 'GET', agent }
  return one<Asked[]>(roll, [
    [
      {
        ...get,
        path: `/v2/${CONTROLLER}/manifests/v0.0.${Math.floor(roll() * 1000)}`,
        status: 404,
        mayFail: true,
        counts: [{ ...failed, artifact: CONTROLLER, upstream: 'local', reason: 'unknown_tag' }],
      },
    ],
    [
      {
        ...get,
        path: '/v2/no-such-thing/manifests/latest',
        status: 404,
        counts: [{ ...failed, artifact: '', upstream: '', reason: 'unknown_repository' }],
      },
    ],
    [
      {
        ...get,
        path: '/releases/v1.19.0/no-such-file.txt',
        status: 302,
        counts: [
          { ...failed, platform: '', artifact: '', upstream: content.filesHost, reason: 'unknown_file' },
        ],
      },
    ],
    [{ method: 'POST', path: `/v2/${CONTROLLER}/blobs/uploads/`, agent, status: 405 }],
    [{ ...get, path: '/v2/_catalog', status: 404 }],
    [{ ...get, path: `/v2/${CONTROLLER}/blobs/sha256:12`, status: 400 }],
    [{ ...get, path: `/v2/UPPER/manifests/v1`, status: 400 }],
    [{ ...get, path: '/wp-login.php', status: 404 }],
  ])
}
