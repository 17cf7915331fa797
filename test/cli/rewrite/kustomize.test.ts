import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apply } from '../../../cli/rewrite/finding.ts'
import { parseMoves } from '../../../cli/rewrite/move.ts'
import { patternOf } from '../../../cli/rewrite/pattern.ts'
import { createSelection } from '../../../cli/rewrite/selection.ts'
import { survey } from '../../../cli/rewrite/survey.ts'
import { createFolder, type Files } from './checkout.ts'
import { MAP } from './rewriting.ts'

const OVERLAY = 'overlay/kustomization.yaml'
const IMAGES = 'images:\n- name: quay.io/jetstack/x\n  newTag: v2\n'
const MOVED = IMAGES.replace('quay.io/jetstack', 'downloads.example.org')
const DEPLOYMENT = 'containers:\n- image: quay.io/jetstack/x:v1\n'
const BASE = 'resources:\n- d.yaml\n'

/** What becomes of a file, and why anything of it is left. */
async function rewriteIn(
  root: string,
  { path = OVERLAY, skip = [], include = [] }: { path?: string; skip?: string[]; include?: string[] } = {},
) {
  const selection = createSelection({ skip, include })
  const { files } = await survey({ root, pattern: patternOf(parseMoves([MAP])), selection }, () => null)
  const found = files.find((file) => file.path === path)
  if (found === undefined) throw new Error(`nothing was found in ${path}`)
  return { text: apply(found.text, found.edits), left: found.left.map(({ reason }) => reason) }
}

const overlay = (resources: string): string => `resources: ${resources}\n${IMAGES}`
const kept = (resources: string) => ({ text: overlay(resources), left: ['hand-base'] })
const moved = (resources: string) => ({ text: `resources: ${resources}\n${MOVED}`, left: [] })

describe('the name that a kustomization looks for', () => {
  it.each<[string, string, Files, string[]]>([
    [
      'is vendored',
      '[../vendor/base]',
      { 'vendor/base/kustomization.yaml': BASE, 'vendor/base/d.yaml': DEPLOYMENT },
      [],
    ],
    ['is left by --skip', '\n- ../base', { 'base/Kustomization': BASE, 'base/d.yaml': DEPLOYMENT }, ['base']],
    [
      'is in .gitignore',
      '[ "../base/" ] # theirs',
      { '.gitignore': 'base/\n', 'base/kustomization.yml': BASE, 'base/d.yaml': DEPLOYMENT },
      [],
    ],
    [
      'is one file of those',
      '\n  - ../a.yaml\n  - ../b.yaml',
      { 'a.yaml': '', 'b.yaml': DEPLOYMENT },
      ['b.yaml'],
    ],
    [
      'is below another',
      '[../base]',
      {
        'base/kustomization.yaml': 'components:\n- ../vendor/base\n',
        'vendor/base/kustomization.yaml': BASE,
        'vendor/base/d.yaml': DEPLOYMENT,
      },
      [],
    ],
    [
      'is remote, below another',
      '[../base]',
      { 'base/kustomization.yaml': 'resources: ["https://github.com/cert-manager/x//config?ref=v1"]\n' },
      [],
    ],
    ['is not there yet', '[../base]', {}, []],
    ['is out of the checkout', '[../../base]', {}, []],
  ])('stays, for a person to look at, where its base %s', async (_what, resources, files, skip) => {
    const root = createFolder({ [OVERLAY]: overlay(resources), ...files })
    expect(await rewriteIn(root, { skip })).toEqual(kept(resources))
  })

  it.each<[string, Files]>([
    ['is rewritten', { 'base/kustomization.yaml': BASE, 'base/d.yaml': DEPLOYMENT }],
    [
      'has what is vendored and names others',
      {
        'base/kustomization.yaml': 'resources:\n- d.yaml\n# - e.yaml, f.yaml\n- ../vendor/crds.yaml\n',
        'base/d.yaml': DEPLOYMENT,
        'vendor/crds.yaml': 'image: quay.io/jetstack/x-y:v1\n',
      },
    ],
    [
      'gives it anew',
      {
        'base/kustomization.yaml':
          'resources: [../vendor/d.yaml]\nimages:\n- name: controller\n  newName: quay.io/jetstack/x\n',
        'vendor/d.yaml': 'image: controller\n',
      },
    ],
    [
      'builds on itself',
      { 'base/kustomization.yaml': 'resources: [../overlay, d.yaml]\n', 'base/d.yaml': DEPLOYMENT },
    ],
  ])('moves where its base %s', async (_what, files) => {
    const root = createFolder({ [OVERLAY]: overlay('[../base]'), ...files })
    expect(await rewriteIn(root)).toEqual(moved('[../base]'))
  })

  it('moves with a vendored base that --include has rewritten', async () => {
    const files = { 'vendor/base/kustomization.yaml': BASE, 'vendor/base/d.yaml': DEPLOYMENT }
    const root = createFolder({ [OVERLAY]: overlay('[../vendor/base]'), ...files })
    expect(await rewriteIn(root, { include: ['vendor/**'] })).toEqual(moved('[../vendor/base]'))
  })

  it('stays where its base is a link, which is not followed', async () => {
    const root = createFolder({ [OVERLAY]: overlay('[../base]') })
    symlinkSync(createFolder({ 'kustomization.yaml': BASE, 'd.yaml': DEPLOYMENT }), join(root, 'base'))
    expect(await rewriteIn(root)).toEqual(kept('[../base]'))
  })

  it('moves in a file that is no kustomization, whose lists name no files', async () => {
    const text = `components: [x]\n${IMAGES}`
    const root = createFolder({ 'release.yaml': text })
    expect(await rewriteIn(root, { path: 'release.yaml' })).toEqual({
      text: text.replace(IMAGES, MOVED),
      left: [],
    })
  })
})
