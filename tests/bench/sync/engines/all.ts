/** Every server, in the order of the tables. */
import { concord } from './concord.ts'
import { hocuspocusServer, relay, yWebsocket } from './peers.ts'
import type { Engine } from './engine.ts'

export const ALL_ENGINES: readonly Engine[] = [concord, yWebsocket, hocuspocusServer, relay]
