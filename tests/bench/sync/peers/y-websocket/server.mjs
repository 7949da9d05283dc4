/** @y/websocket-server as published, started as its own command starts it, with the y-leveldb binding of y-websocket 1. PORT, HOST and DATA_DIR say where. */
import http from 'node:http'
import { setPersistence, setupWSConnection } from '@y/websocket-server/utils'
import WebSocket from 'ws'
import { LeveldbPersistence } from 'y-leveldb'
import * as Y from 'yjs'

const leveldb = new LeveldbPersistence(`${process.env.DATA_DIR}/leveldb`)
setPersistence({
  provider: leveldb,
  async bindState(name, doc) {
    const kept = await leveldb.getYDoc(name)
    void leveldb.storeUpdate(name, Y.encodeStateAsUpdate(doc))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(kept))
    doc.on('update', (update) => void leveldb.storeUpdate(name, update))
  },
  async writeState() {},
})

const sockets = new WebSocket.Server({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = http.createServer((_request, response) => response.end('okay'))
server.on('upgrade', (request, stream, head) =>
  sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request)),
)
server.listen(Number(process.env.PORT), process.env.HOST)
process.on('SIGTERM', async () => {
  await leveldb.destroy()
  process.exit(0)
})
