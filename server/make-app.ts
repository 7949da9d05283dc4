/** Builds the application object from its context: one line per verb, so that everything it can do is seen at a glance. */
import { randomBytes } from 'node:crypto'
import { ok, refuse } from '../src/lib/domain/result.ts'
import { makeAgreement } from './agreement/app.ts'
import { beside } from './beside.ts'
import { setArticleStatus } from './agreement/set-status.ts'
import type { App } from './app.ts'
import { makeAttempts, type Attempts } from './auth/attempts.ts'
import { makeDoor } from './auth/door.ts'
import { actorsOf, closeSession } from './auth/session.ts'
import { signIn } from './auth/sign-in.ts'
import { makeBrackets } from './brackets/app.ts'
import { settleBracket } from './brackets/settle-bracket.ts'
import { addLanguage } from './charter/add-language.ts'
import { assign, listAssignments, listCharterAssignments, unassign } from './charter/assign.ts'
import { readAuthorship } from './charter/authorship.ts'
import { listChanges } from './charter/changes.ts'
import { listCharterComments, visitComments } from './charter/charter-comments.ts'
import { readCommentsMark } from './charter/comments-mark.ts'
import { comment, listComments, reply } from './charter/comments.ts'
import { readCharterSettings, setCharterSettings } from './charter/charter-settings.ts'
import { comparePoints, compareVersions } from './charter/compare-versions.ts'
import { checkVersion } from './charter/check-version.ts'
import { findBlock, findOnceNumbered, findOnceNumberedIn, readConcordance, readPlaces } from './charter/concordance.ts'
import { countCharter } from './charter/count-charter.ts'
import { createArticle } from './charter/create-article.ts'
import { createCharter } from './charter/create-charter.ts'
import { cutVersion } from './charter/cut-version.ts'
import { deleteArticle, reinstateArticle } from './charter/delete-article.ts'
import { readDraftersOf, setDrafters } from './charter/drafting-group.ts'
import { editCharter, showCharter } from './charter/edit-charter.ts'
import { exportCharter } from './charter/export-charter.ts'
import { findInCharter } from './charter/find.ts'
import { importCharter } from './charter/import-charter.ts'
import { listArticles } from './charter/list-articles.ts'
import { listTerms } from './charter/list-terms.ts'
import { listCharters, readCharter } from './charter/list-charters.ts'
import { readOpenMatters } from './charter/open-matters.ts'
import { placeArticle } from './charter/place-article.ts'
import { publishVersion } from './charter/publish-version.ts'
import { readArticle } from './charter/read-article.ts'
import { listAudit, listAuditNames, nameRecord, verifyAudit } from './charter/read-audit.ts'
import { canonicalVersion, listVersions, readVersion, readVersionByNumber } from './charter/read-version.ts'
import { dismissRecovered, listRecovered } from './charter/recovered-words.ts'
import { replaceInCharter, undoReplacement } from './charter/replace.ts'
import { readHome } from './charter/read-home.ts'
import { readOutline } from './charter/read-outline.ts'
import { doneBefore } from './charter/record.ts'
import { restoreArticle } from './charter/restore-article.ts'
import { retractComment } from './charter/retract-comment.ts'
import { moveBlocks } from './charter/move-blocks.ts'
import { setDue } from './charter/set-due.ts'
import { closeComment, reopenComment, resolveComment } from './charter/settle-comment.ts'
import { signOff } from './charter/sign-off.ts'
import { listSignoffs } from './charter/signoffs.ts'
import { readTriage } from './charter/triage.ts'
import { checkTranslation, readTranslation } from './charter/translations.ts'
import { withdrawSignoff } from './charter/withdraw-signoff.ts'
import { withdrawVersion } from './charter/withdraw-version.ts'
import { releaseComment, withholdComment } from './charter/withhold-comment.ts'
import { makeCompilation } from './compilation/app.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { acceptInvitation, lookAtInvitation } from './people/accept.ts'
import { endOtherSessions, endSession, listSessions, readAccount, setAccount } from './people/account.ts'
import { dismissAlternate, listAlternates, nameAlternate } from './people/alternates.ts'
import { invite, listInvitations, revokeInvitation } from './people/invitations.ts'
import { endPersonMembership, movePerson, setPersonRoles, suspendPerson, verifyPerson } from './people/members.ts'
import { createParty, listDelegations, listParties, readParty, setParty } from './people/parties.ts'
import { changePassword, lookAtPasswordLink, makePasswordLink, resetPassword } from './people/passwords.ts'
import { makeProposals } from './proposals/app.ts'
import { makeSittings } from './sittings/app.ts'
import { refusing } from './refusing.ts'
import { gathered } from './store/gathered.ts'
import { closeAccount, listPartyPeople, listPeople, readPerson } from './people/people.ts'

/** `attempts`: failed sign-ins, counted by all nodes together; without it, by this process. */
export function makeApp(
  context: Context,
  config: Config,
  attempts: Attempts = makeAttempts(config.limits.loginAttempts, randomBytes(32)),
): App {
  const { store, events } = context
  const door = makeDoor(store, attempts)
  const main = config.charterSlug
  const verbs: Omit<App, 'config' | 'actorOf' | 'isAway'> = {
    agreement: makeAgreement(context, beside),
    brackets: makeBrackets(context),
    compilation: makeCompilation(context),
    proposals: makeProposals(context, (...asked) => settleBracket(context, ...asked)),
    sittings: makeSittings(context),

    async signIn(input, address) {
      const done = await signIn(door, input, address)
      // SE9: the session that was used least lately may have ended for this one, with a text open
      if (done.ok)
        events.tell({ kind: 'access-changed', personId: done.value.actor.id, articleId: null, sessionId: null })
      return done
    },
    async signOut(actor) {
      if (actor.sessionId === null) return refuse('not-signed-in')
      await closeSession(store, actor.sessionId)
      events.tell({ kind: 'access-changed', personId: actor.id, articleId: null, sessionId: actor.sessionId })
      return ok(null)
    },

    listCharters: (actor, page) => listCharters(context, actor, page),
    readCharter: (actor, idOrSlug) => readCharter(context, actor, idOrSlug, main),
    createCharter: (actor, input) => createCharter(context, actor, input),
    importCharter: (actor, file, slug) => importCharter(context, actor, file, slug),
    readHome: (actor, idOrSlug, lang) => readHome(context, actor, idOrSlug, lang, main),
    readTriage: (actor, charterId, lang) => readTriage(context, actor, charterId, lang),
    setDue: (actor, charterId, due) => setDue(context, actor, charterId, due),
    readCharterSettings: (actor, charterId) => readCharterSettings(context, actor, charterId),
    setCharterSettings: (actor, charterId, input) => setCharterSettings(context, actor, charterId, input),
    editCharter: (actor, charterId, input) => editCharter(context, actor, charterId, input),
    showCharter: (actor, charterId) => showCharter(context, actor, charterId, main),
    addLanguage: (actor, charterId, input) => addLanguage(context, actor, charterId, input),
    readDrafters: (actor, charterId) => readDraftersOf(context, actor, charterId),
    setDrafters: (actor, charterId, input) => setDrafters(context, actor, charterId, input),
    exportCharter: (actor, charterId) => exportCharter(context, actor, charterId),

    listArticles: (actor, charterId, lang, page) => listArticles(context, actor, charterId, lang, page),
    createArticle: (actor, charterId, input) => createArticle(context, actor, charterId, input),
    placeArticle: (actor, articleId, input) => placeArticle(context, actor, articleId, input),
    deleteArticle: (actor, articleId, input) => deleteArticle(context, actor, articleId, input),
    reinstateArticle: (actor, articleId, input) => reinstateArticle(context, actor, articleId, input),
    readArticle: (actor, articleId, lang) => readArticle(context, actor, articleId, lang),
    moveBlocks: (actor, articleId, input) => moveBlocks(context, actor, articleId, input),
    setArticleStatus: (actor, articleId, input) => setArticleStatus(context, beside, actor, articleId, input),
    assign: (actor, articleId, input) => assign(context, actor, articleId, input),
    unassign: (actor, articleId, input) => unassign(context, actor, articleId, input),
    listAssignments: (actor, articleId) => listAssignments(context, actor, articleId),
    listCharterAssignments: (actor, charterId) => listCharterAssignments(context, actor, charterId),

    countCharter: (actor, charterId, lang) => countCharter(context, actor, charterId, lang),
    listTerms: (actor, charterId) => listTerms(context, actor, charterId),
    findInCharter: (actor, charterId, input) => findInCharter(context, actor, charterId, input),
    replaceInCharter: (actor, charterId, input) => replaceInCharter(context, actor, charterId, input),
    undoReplacement: (actor, replacementId, input) => undoReplacement(context, actor, replacementId, input),

    readOutline: (actor, charterId, lang) => readOutline(context, actor, charterId, lang),
    readTranslation: (actor, articleId, lang) => readTranslation(context, actor, articleId, lang),
    checkTranslation: (actor, articleId, input) => checkTranslation(context, actor, articleId, input),

    listCharterComments: (actor, charterId, lang, articleId) =>
      listCharterComments(context, actor, charterId, lang, articleId),
    readCommentsMark: (actor, charterId) => readCommentsMark(context, actor, charterId),
    listRecovered: (actor, articleId) => listRecovered(context, actor, { articleId }),
    dismissRecovered: (actor, id) => dismissRecovered(context, actor, id),
    visitComments: (actor, articleId) => visitComments(context, actor, articleId),
    listComments: (actor, articleId, page) => listComments(context, actor, articleId, page),
    comment: (actor, articleId, input) => comment(context, actor, articleId, input),
    reply: (actor, commentId, input) => reply(context, actor, commentId, input),
    resolveComment: (actor, commentId) => resolveComment(context, actor, commentId),
    reopenComment: (actor, commentId) => reopenComment(context, actor, commentId),
    closeComment: (actor, commentId, input) => closeComment(context, actor, commentId, input),
    retractComment: (actor, commentId) => retractComment(context, actor, commentId),
    withholdComment: (actor, commentId, input) => withholdComment(context, actor, commentId, input),
    releaseComment: (actor, commentId) => releaseComment(context, actor, commentId),

    cutVersion: (actor, charterId, input) => cutVersion(context, actor, charterId, input, main),
    checkVersion: (actor, versionId) => checkVersion(context, actor, versionId, main),
    publishVersion: (actor, versionId) => publishVersion(context, actor, versionId, main),
    withdrawVersion: (actor, versionId, input) => withdrawVersion(context, actor, versionId, input, main),
    listVersions: (actor, charterId, page) => listVersions(context, actor, charterId, main, page),
    readVersion: (actor, versionId) => readVersion(context, actor, versionId, main),
    readVersionByNumber: (actor, charterId, number) => readVersionByNumber(context, actor, charterId, number, main),
    canonicalVersion: (actor, versionId) => canonicalVersion(context, actor, versionId),
    readConcordance: (actor, versionId, lang) => readConcordance(context, actor, versionId, lang),
    readOpenMatters: (actor, charterId, lang) => readOpenMatters(context, actor, charterId, lang),
    findBlock: (actor, charterId, blockId, lang) => findBlock(context, actor, charterId, blockId, lang),
    readPlaces: (actor, charterId, lang) => readPlaces(context, actor, charterId, lang),
    findOnceNumbered: (actor, charterId, number) => findOnceNumbered(context, actor, charterId, number),
    findOnceNumberedIn: (actor, versionId, number) => findOnceNumberedIn(context, actor, versionId, number),
    compareVersions: (actor, versionId, otherId, lang) => compareVersions(context, actor, versionId, otherId, lang),
    listChanges: (actor, articleId, asked) => listChanges(context, actor, articleId, asked),
    readAuthorship: (actor, articleId, asked) => readAuthorship(context, actor, articleId, asked),
    restoreArticle: (actor, articleId, input) => restoreArticle(context, actor, articleId, input),
    comparePoints: (actor, charterId, input) => comparePoints(context, actor, charterId, input),

    signOff: (actor, versionId, input) => signOff(context, door, actor, versionId, input),
    listSignoffs: (actor, versionId, page) => listSignoffs(context, actor, versionId, page),
    withdrawSignoff: (actor, signoffId, input) => withdrawSignoff(context, actor, signoffId, input),

    invite: (actor, input) => invite(context, actor, input),
    listInvitations: (actor, party) => listInvitations(context, actor, party),
    revokeInvitation: (actor, id) => revokeInvitation(context, actor, id),
    lookAtInvitation: (token) => lookAtInvitation(context, token),
    acceptInvitation: (input, address) => acceptInvitation(context, door, input, address),
    makePasswordLink: (actor, personId) => makePasswordLink(context, actor, personId),
    lookAtPasswordLink: (token) => lookAtPasswordLink(context, token),
    resetPassword: (input) => resetPassword(context, door, input),
    changePassword: (actor, input) => changePassword(context, door, actor, input),

    listPeople: (actor, party) => listPeople(context, actor, party),
    readPerson: (actor, personId) => readPerson(context, actor, personId),
    verifyPerson: (actor, personId) => verifyPerson(context, actor, personId),
    suspendPerson: (actor, personId, isSuspended) => suspendPerson(context, actor, personId, isSuspended),
    setPersonRoles: (actor, personId, roles) => setPersonRoles(context, actor, personId, roles),
    endPersonMembership: (actor, personId) => endPersonMembership(context, actor, personId),
    movePerson: (actor, personId, input) => movePerson(context, actor, personId, input),
    closeAccount: (actor, personId, isClosed) => closeAccount(context, actor, personId, isClosed),

    listParties: (actor) => listParties(context, actor),
    listDelegations: (actor, lang) => listDelegations(context, actor, lang),
    readParty: (actor, code) => readParty(context, actor, code),
    createParty: (actor, input) => createParty(context, actor, input),
    setParty: (actor, code, input) => setParty(context, actor, code, input),
    listPartyPeople: (actor, code) => listPartyPeople(context, actor, code),
    listAlternates: (actor, code) => listAlternates(context, actor, code),
    nameAlternate: (actor, code, input) => nameAlternate(context, actor, code, input),
    dismissAlternate: (actor, id) => dismissAlternate(context, actor, id),

    readAccount: (actor) => readAccount(context, actor),
    setAccount: (actor, input) => setAccount(context, actor, input),
    listSessions: (actor) => listSessions(context, actor),
    endSession: (actor, id) => endSession(context, actor, id),
    endOtherSessions: (actor) => endOtherSessions(context, actor),

    listAudit: (actor, page, filter) => listAudit(context, actor, page, filter),
    listAuditNames: (actor) => listAuditNames(context, actor),
    nameRecord: (actor, rows) => nameRecord(context, actor, rows),
    verifyAudit: (actor) => verifyAudit(context, actor),
    doneBefore: async (actor) => ok(await doneBefore(store, actor)),
  }
  return {
    config,
    actorOf: gathered((tokens) => actorsOf(store, tokens)),
    isAway: (error) => store.isAway(error),
    ...refusing(store, verbs),
  }
}
