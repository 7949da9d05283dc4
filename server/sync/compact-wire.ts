/** What the compactor and its thread say to each other. One job at a time, so that nothing needs a number. */

export interface Job {
  /** Length in bytes of each update; they lie one after another in `bytes`. */
  lengths: Uint32Array<ArrayBuffer>
  bytes: Uint8Array<ArrayBuffer>
}

export type Outcome = { kind: 'done'; bytes: Uint8Array<ArrayBuffer> } | { kind: 'failed'; message: string }
