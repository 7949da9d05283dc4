/** How long the compilation text of the sample charter takes, in every language: `npm run bench:compilation`. */
import { performance } from 'node:perf_hooks'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { openHouse, value } from '../support/house.ts'
import { quantile } from './quantile.ts'

const ROUNDS = 20

const house = await openHouse('sqlite')
try {
  const secretariat = await house.person('secretariat', ['secretariat'])
  const { id } = value(await house.app.importCharter(secretariat, sample, 'sample'))
  const { languages } = value(await house.app.readCharter(secretariat, id))
  for (const lang of languages) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now()
      value(await house.app.compilation.ofCharter(secretariat, id, lang))
      times.push(performance.now() - begun)
    }
    const [first] = times
    console.log(
      `${lang}: first ${first!.toFixed(0)} ms, half ${quantile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`,
    )
  }
} finally {
  await house.close()
}
