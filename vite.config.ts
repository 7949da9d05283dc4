import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig, type Plugin } from 'vite'
import { catalogues } from './messages/compile.ts'
import { modulesOfEveryPage } from './messages/named.ts'
import { oneLanguageInBrowsers } from './messages/spoken.ts'

/**
 * While developing: the real application behind Vite's own server, with the upgrade of `/sync/` attached to it.
 * Changes in `server/` take effect at the next start.
 */
function concord(): Plugin {
  return {
    name: 'concord',
    apply: 'serve',
    async configureServer(vite) {
      if (process.env.VITEST || !vite.httpServer) return
      // by address, so that the server's files stay one set of modules that Node itself loads
      const load = <M>(path: string): Promise<M> => import(/* @vite-ignore */ new URL(path, import.meta.url).href)
      const { readConfig } = await load<typeof import('./server/config.ts')>('./server/config.ts')
      const { makeLog } = await load<typeof import('./server/log.ts')>('./server/log.ts')
      const { start } = await load<typeof import('./server/start.ts')>('./server/start.ts')
      const config = readConfig(process.env)
      const started = await start(config, makeLog(config))
      vite.httpServer.on('upgrade', (request, socket, head) => {
        if (request.url?.startsWith('/sync/')) started.handleUpgrade(request, socket as Duplex, head)
      })
      vite.httpServer.on('close', () => void started.close())
    },
  }
}

/**
 * What several pages share travels in one file instead of dozens of a few hundred bytes: each costs the browser more than its bytes. What every
 * page with a script needs travels apart, so that one that says little stays light. The editor and Yjs come when a text is opened.
 */
function fewFiles(): Plugin {
  const ofEvery = modulesOfEveryPage(fileURLToPath(new URL('src', import.meta.url)))
  // no components: their styles would come along to every page
  const isShared = (id: string): boolean => /\/src\/lib\/(?:domain|ui)\/[^?]*\.[jt]s$/.test(id)
  const isBelow = (id: string): boolean =>
    /\/src\/lib\/paraglide\/[^?]*\.js$|node_modules\/(?:svelte|esm-env|clsx|devalue|@sveltejs)\/|\0/.test(id)
  const groups = [
    {
      name: 'every',
      test: (id: string) => isBelow(id) || (isShared(id) && ofEvery.has(id)),
      minShareCount: 2,
      priority: 1,
    },
    { name: 'shared', test: isShared, minShareCount: 2 },
  ]
  return {
    name: 'few-files',
    apply: 'build',
    config: (_, { isSsrBuild }) =>
      isSsrBuild ? null : { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } },
  }
}

export default defineConfig({
  plugins: [paraglideVitePlugin(catalogues), oneLanguageInBrowsers(), sveltekit(), concord(), fewFiles()],
})
