/** Kept words under other Yjs client ids: where theirs are somebody else's by now, nothing of them can have been taken in. */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/**
 * The same changes under client ids of `newClientId`, whatever they follow from of others. An id of which the server has the beginning is its author's, and
 * stays.
 */
export function renamed(update: Uint8Array, newClientId: () => number): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update)
  const names = new Map<number, number>()
  for (const { id } of structs) if (id.clock === 0) names.set(id.client, newClientId())
  const nameOf = (client: number): number => names.get(client) ?? client
  const idOf = (id: Y.ID | null): Y.ID | null => id && Y.createID(nameOf(id.client), id.clock)
  const to = new Y.UpdateEncoderV1()
  const own = Map.groupBy(structs, ({ id }) => id.client)
  encoding.writeVarUint(to.restEncoder, own.size)
  for (const [client, all] of own) {
    encoding.writeVarUint(to.restEncoder, all.length)
    to.writeClient(nameOf(client))
    encoding.writeVarUint(to.restEncoder, all[0]!.id.clock)
    for (const struct of all) {
      if (struct instanceof Y.Item) {
        struct.origin = idOf(struct.origin)
        struct.rightOrigin = idOf(struct.rightOrigin)
        const { parent } = struct as { parent: unknown }
        if (parent instanceof Y.ID) struct.parent = idOf(parent) as unknown as typeof struct.parent
      }
      struct.write(to, 0)
    }
  }
  encoding.writeVarUint(to.restEncoder, ds.clients.size)
  for (const [client, gone] of ds.clients) {
    to.resetDsCurVal()
    encoding.writeVarUint(to.restEncoder, nameOf(client))
    encoding.writeVarUint(to.restEncoder, gone.length)
    for (const { clock, len } of gone) {
      to.writeDsClock(clock)
      to.writeDsLen(len)
    }
  }
  return to.toUint8Array()
}
