// What axe finds wrong with a page.
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import * as z from 'zod'

const findingSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
  passes: z.array(z.unknown()),
})

/** What axe finds wrong, and how many rules it found nothing wrong with. */
export async function judge(page: Page): Promise<{ wrong: string[]; passed: number }> {
  // What is folded away is read, too.
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
  await page.addScriptTag({ content: axe.source })
  const { violations, passes } = findingSchema.parse(await page.evaluate('axe.run()'))
  const wrong = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  return { wrong, passed: passes.length }
}
