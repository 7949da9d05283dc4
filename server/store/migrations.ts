/**
 * The migrations this code knows, in their order. Forward only: a released one is never changed, a mistake is mended by the next.
 * Listed by hand so that nothing depends on how the files are loaded; a test holds the list against the folder.
 */
import type { Migration } from 'kysely/migration'
import * as spine from '../../migrations/0001-spine.ts'
import * as writingDesk from '../../migrations/0002-writing-desk.ts'
import * as people from '../../migrations/0003-people.ts'
import * as recoveredWords from '../../migrations/0004-recovered-words.ts'
import * as proposals from '../../migrations/0005-proposals.ts'
import * as brackets from '../../migrations/0006-brackets.ts'
import * as agreement from '../../migrations/0007-agreement.ts'
import * as numbers from '../../migrations/0008-numbers.ts'
import * as sittings from '../../migrations/0009-sittings.ts'
import * as copies from '../../migrations/0010-copies.ts'
import * as deletedParts from '../../migrations/0011-deleted-parts.ts'
import * as decided from '../../migrations/0012-decided.ts'
import * as capacities from '../../migrations/0013-capacities.ts'
import * as flagged from '../../migrations/0014-flagged.ts'
import * as unnamed from '../../migrations/0015-unnamed.ts'
import * as keyedActs from '../../migrations/0016-keyed-acts.ts'

export const MIGRATIONS: Record<string, Migration> = {
  '0001-spine': spine,
  '0002-writing-desk': writingDesk,
  '0003-people': people,
  '0004-recovered-words': recoveredWords,
  '0005-proposals': proposals,
  '0006-brackets': brackets,
  '0007-agreement': agreement,
  '0008-numbers': numbers,
  '0009-sittings': sittings,
  '0010-copies': copies,
  '0011-deleted-parts': deletedParts,
  '0012-decided': decided,
  '0013-capacities': capacities,
  '0014-flagged': flagged,
  '0015-unnamed': unnamed,
  '0016-keyed-acts': keyedActs,
}
