// What every registry client looks like to the tests, however different it is inside.

export type Platform = 'linux/amd64' | 'linux/arm64'
export type Image = { reference: string; platform: Platform }

export type Account = { user: string; password: string }

export type Client = {
  /** How it introduces itself to registries. */
  userAgent: RegExp
  pull: (image: Image) => Promise<unknown>
  /** The text of a file of the pulled and unpacked image. */
  readFile: (image: Image, path: string) => Promise<string>
  /** As a person would; rejects with what it says where the gateway refuses. containerd checks nothing before a pull. */
  login: (host: string, account: Account) => Promise<unknown>
  logout: (host: string) => Promise<unknown>
  /** Forgets the image, so that the next pull begins with nothing. */
  remove: (image: Image) => Promise<unknown>
  stop: () => Promise<unknown>
}

export type Driver = {
  name: string
  /** What must be installed. */
  programs: string[]
  /** Starts what it needs, with everything it writes below `folder`. */
  start: (folder: string) => Promise<Client>
}

export const PLATFORMS: Platform[] = ['linux/amd64', 'linux/arm64']
