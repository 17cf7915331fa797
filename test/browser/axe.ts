// What axe finds wrong with a page.
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import * as z from 'zod'

const findingSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
  passes: z.array(z.unknown()),
})

export type Verdict = { wrong: string[]; passed: number }

export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
}

/** What axe finds wrong, and how many rules it found nothing wrong with. What is folded away is read, too. */
export async function judge(page: Page): Promise<Verdict> {
  await unfold(page)
  const isThere = await page.evaluate(`'axe' in window`)
  if (isThere !== true) await page.addScriptTag({ content: axe.source })
  return run(page, {})
}

/** Of a page that was judged, once more what depends on its colours, where a scheme changes nothing else. */
export function judgeColours(page: Page): Promise<Verdict> {
  return run(page, { runOnly: ['color-contrast', 'link-in-text-block'] })
}

async function run(page: Page, options: object): Promise<Verdict> {
  const asked = JSON.stringify({ ...options, resultTypes: ['violations'] })
  const { violations, passes } = findingSchema.parse(await page.evaluate(`axe.run(${asked})`))
  const wrong = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  return { wrong, passed: passes.length }
}
