/** The thread that compacts: replays the updates of one job into a document, answers with its state, waits for the next. */
import { parentPort } from 'node:worker_threads'
import { replay } from '../text/read.ts'
import type { Job, Outcome } from './compact-wire.ts'

const port = parentPort!

function compacted({ lengths, bytes }: Job): Outcome {
  let at = 0
  try {
    const state = replay(Array.from(lengths, (length) => bytes.subarray(at, (at += length))))
    return { kind: 'done', bytes: Uint8Array.from(state) }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

port.on('message', (job: Job) => {
  const outcome = compacted(job)
  port.postMessage(outcome, outcome.kind === 'done' ? [outcome.bytes.buffer] : [])
})
