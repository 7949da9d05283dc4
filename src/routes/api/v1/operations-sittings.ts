/** Calls of the API about sittings of the talks (part of the table in operations.ts). */
import { define, paged } from './operation.ts'
import { pageOf } from './shapes.ts'
import * as s from './shapes-sittings.ts'

export const sittingOperations = {
  listSittings: define({
    method: 'GET',
    path: '/charters/{id}/sittings',
    summary: 'Sittings of the talks, oldest first; one without an end goes on',
    signedIn: true,
    query: [...paged],
    answer: { status: 200, schema: pageOf(s.sitting) },
    refusals: ['not-allowed', 'not-found', 'invalid'],
  }),
  beginSitting: define({
    method: 'POST',
    path: '/charters/{id}/sittings',
    summary: 'Begin a sitting, as chair or secretariat; while another goes on it is refused with `already-so`',
    signedIn: true,
    body: s.sittingInput,
    answer: { status: 201, schema: s.sitting },
    refusals: ['not-allowed', 'not-found', 'already-so'],
  }),
  readSitting: define({
    method: 'GET',
    path: '/sittings/{id}',
    summary: 'A sitting with what was decided in it, in the order of time; `lang`: in which places are named',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.sittingRecord },
    refusals: ['not-found'],
  }),
  endSitting: define({
    method: 'POST',
    path: '/sittings/{id}/end',
    summary: 'End a sitting, as chair or secretariat',
    signedIn: true,
    body: s.sittingEnd,
    answer: { status: 200, schema: s.sitting },
    refusals: ['not-allowed', 'not-found', 'already-so'],
  }),
  moveRoom: define({
    method: 'POST',
    path: '/sittings/{id}/place',
    summary: 'Say where the room is: who has that article open is told, and follows',
    signedIn: true,
    body: s.roomPlace,
    answer: { status: 200, schema: s.sitting },
    refusals: ['not-allowed', 'not-found', 'already-so'],
  }),
}
