// `npm run bench [-- NAME...]`: all benches or the named ones (`gateway` is every `gateway-...`); a JSON line per figure, and at the end a table.
import { availableParallelism } from 'node:os'
import type { Bench } from './bench.ts'
import { BUNDLE_SIZE } from './bundle-size.ts'
import { type Figure, tableOf } from './figure.ts'
import { GATEWAY_BENCHES } from './gateway/table.ts'
import { LEDGER_BENCHES } from './ledger/table.ts'

const BENCHES: Record<string, Bench> = { bundle: BUNDLE_SIZE, ...GATEWAY_BENCHES, ...LEDGER_BENCHES }

async function run(names: string[]): Promise<void> {
  const isNamed = (name: string, bench: string) => bench === name || bench.startsWith(`${name}-`)
  const unknown = names.find((name) => !Object.keys(BENCHES).some((bench) => isNamed(name, bench)))
  if (unknown !== undefined) throw new Error(`there is no bench "${unknown}":\n${contents()}`)
  const figures: Figure[] = []
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.some((one) => isNamed(one, name))) continue
    const started = performance.now()
    for (const one of await bench.run()) {
      console.log(JSON.stringify(one))
      figures.push(one)
    }
    console.error(`${name}: ${bench.about} (${((performance.now() - started) / 1000).toFixed(0)} s)`)
  }
  console.error(`\n${tableOf(figures)}\n\n${availableParallelism()} cores, Node ${process.versions.node}`)
}

function contents(): string {
  return Object.entries(BENCHES)
    .map(([name, { about }]) => `  ${name}: ${about}`)
    .join('\n')
}

await run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
