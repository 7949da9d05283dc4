/** What the server sent deflated (MESSAGE.deflated). */

/** Whether this browser can read it. */
export const canInflate = typeof DecompressionStream !== 'undefined'

/** Rejects for what is no raw deflate. */
export async function inflated(bytes: Uint8Array): Promise<Uint8Array> {
  const body = new Response(bytes as Uint8Array<ArrayBuffer>).body!.pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(body).arrayBuffer())
}
