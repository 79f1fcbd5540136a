import { benchKernel } from './kernel.bench.mjs'
import { buildRivals } from './rivals/build.mjs'
import { makeWorkload } from './workloads.mjs'

const w = makeWorkload(),
  t = await buildRivals()
for (const r of await benchKernel(w, t))
  console.log(r.id.padEnd(24), (r.value / 1e6).toFixed(3), r.ratio.toFixed(2), r.goal ?? '', r.met ?? '', r.rival)
w.remove()
t.remove()
process.exit(0)
