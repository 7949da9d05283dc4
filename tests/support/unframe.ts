/** What a websocket client makes of a server's bytes (RFC 6455, 5.2): the messages of unmasked frames, each whole and binary. Throws for anything else. */
export function unframe(bytes: Buffer): Uint8Array[] {
  const messages: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] !== 0x82) throw new Error(`not a whole binary message: ${bytes[at]}`)
    const short = bytes[at + 1]!
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    messages.push(new Uint8Array(bytes.subarray(at + head, at + head + length)))
    at += head + length
  }
  return messages
}
