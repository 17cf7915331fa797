// The layers of a small but whole root file system, each different per platform as a real one's are.
import { layerOf, type Layer } from './layer.ts'
import { noise } from './noise.ts'

const PROGRAM_BYTES = 200 * 1024

const OS_RELEASE = `PRETTY_NAME="Stand-in GNU/Linux 1"
NAME="Stand-in GNU/Linux"
ID=stand-in
VERSION_ID="1"
`

export const baseLayer = (platform: string): Promise<Layer> =>
  layerOf('COPY base / # buildkit', {
    'etc/': '',
    'etc/os-release': OS_RELEASE,
    'etc/passwd':
      'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:1000:1000:nonroot:/home/nonroot:/sbin/nologin\n',
    'etc/group': 'root:x:0:\nnonroot:x:1000:\n',
    'etc/platform': `${platform}\n`,
    'tmp/': '',
    'var/': '',
    'var/run/': '',
  })

export const certificateLayer = (platform: string): Promise<Layer> =>
  layerOf('COPY certificates /etc/ssl/certs # buildkit', {
    'etc/ssl/': '',
    'etc/ssl/certs/': '',
    'etc/ssl/certs/ca.crt': `# no certificate authority is trusted by the stand-in (${platform})\n`,
  })

// Last among the layers with content, and unlike that of any other image: it is the one that tells a download.
export const programLayer = (program: string, tag: string, platform: string): Promise<Layer> =>
  layerOf(`COPY ${program} /app/${program} # buildkit`, {
    'app/': '',
    [`app/${program}`]: noise(`${program} ${tag} ${platform}`, PROGRAM_BYTES),
    'etc/cert-manager/': '',
    'etc/cert-manager/version': `${program} ${tag} ${platform}\n`,
  })
