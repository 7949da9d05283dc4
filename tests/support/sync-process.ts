/**
 * The sync server of `sync-house.ts` as a process of its own over the folder given: `node sync-process.ts FOLDER SLOWNESS`
 * (milliseconds before each write). Prints its address.
 */
import { openSyncHouse } from './sync-house.ts'

const [dataDir, slowness] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('which folder?')
const house = await openSyncHouse({ dataDir })
house.faults.slowness = Number(slowness)
process.stdout.write(`listening at ${house.address}\n`)
