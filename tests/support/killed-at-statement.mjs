/** Loaded before a program: ends it by signal 9 just before statement number `KILL_AT` that changes something is given to the database. */
import Database from 'better-sqlite3'
import pg from 'pg'

const at = Number(process.env['KILL_AT'])
let given = 0

/** @param {unknown} text */
function count(text) {
  if (typeof text !== 'string' || !/^\s*(?:create|alter|drop|insert|update|delete|begin|start|commit)\b/i.test(text))
    return
  if (++given === at) process.kill(process.pid, 'SIGKILL')
}

const { prepare } = Database.prototype
/** @param {string} text */
Database.prototype.prepare = function (text) {
  const statement = prepare.call(this, text)
  for (const name of ['run', 'all', 'get']) {
    const original = statement[name]
    statement[name] = (/** @type {unknown[]} */ ...args) => {
      count(text)
      return original.apply(statement, args)
    }
  }
  return statement
}
const { query } = pg.Client.prototype
pg.Client.prototype.query = function (/** @type {unknown[]} */ ...args) {
  count(typeof args[0] === 'string' ? args[0] : args[0]?.text)
  return query.apply(this, args)
}
