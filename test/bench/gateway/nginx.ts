// nginx as a plain reverse proxy, with manifests in its cache.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findPort } from '../../registry/port.ts'
import { startPinned, untilAnswering } from './pinned.ts'
import type { Server } from './server.ts'
import type { Stage } from './stage.ts'

/** By the product's names, and it redirects blobs by a rule: what an open registry needs at the least. */
export async function startNginx(stage: Stage): Promise<Server> {
  const upstream = `${stage.registry.url}/v2/${stage.namespace}`
  return start(
    stage,
    `location ~ ^/v2/(?<name>.+)/blobs/(?<digest>[^/]+)$ {
      add_header Docker-Distribution-API-Version registry/2.0 always;
      add_header Docker-Content-Digest $digest always;
      add_header Cache-Control no-store always;
      return 307 ${upstream}/$name/blobs/$digest;
    }
    location ~ ^/v2/(?<rest>.+/manifests/[^/]+)$ {
      ${CACHED}
      proxy_pass ${upstream}/$rest;
    }`,
  )
}

/** By the upstream's names, since a client's token is for those; blobs are the upstream's redirects, passed on. */
export async function startReverseProxy(stage: Stage): Promise<Server> {
  const { url } = stage.registry
  return start(
    stage,
    `proxy_redirect off;
    location /v2/ {
      proxy_pass ${url};
    }
    location ~ /manifests/ {
      ${CACHED}
      proxy_pass ${url};
    }`,
  )
}

const CACHED = `proxy_cache manifests;
      proxy_cache_key $uri;
      proxy_cache_valid 200 1h;`

/** One worker process, since it has one core. Its own folder, so that no service of the machine is touched. */
async function start({ folder, leave }: Stage, locations: string): Promise<Server> {
  const port = await findPort()
  const own = join(folder, 'nginx')
  await mkdir(own)
  const file = join(own, 'nginx.conf')
  await writeFile(file, configText({ own, port, locations }))
  const command = ['nginx', '-e', 'stderr', '-p', own, '-c', file]
  const { pid, stop } = startPinned('serving', command)
  leave(stop)
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(url)
  return { name: 'nginx', url, pid }
}

type Settings = { own: string; port: number; locations: string }

function configText({ own, port, locations }: Settings): string {
  return `daemon off;
master_process off;
pid ${own}/nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path ${own}/body;
  fastcgi_temp_path ${own}/fastcgi;
  uwsgi_temp_path ${own}/uwsgi;
  scgi_temp_path ${own}/scgi;
  proxy_temp_path ${own}/proxy;
  proxy_cache_path ${own}/cache keys_zone=manifests:1m;
  server {
    listen 127.0.0.1:${port};
    ${locations}
  }
}
`
}
