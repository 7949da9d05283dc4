import adapter from '@sveltejs/adapter-node'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

/** Class name -> the component that has it. @type {Map<string, string>} */
const classNames = new Map()

/**
 * Short class names: they stand on every element of a long text. Where two components met in one, the later has a long one.
 * @param {{ hash: (text: string) => string, css: string, filename: string }} component
 */
function cssHash({ hash, css, filename }) {
  const name = `c${hash(css).slice(-4)}`
  const owner = classNames.get(name) ?? filename
  classNames.set(name, owner)
  return owner === filename ? name : `c${hash(css)}`
}

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, cssHash },
  kit: {
    adapter: adapter({ precompress: true }),
    // src/door.server.ts asks every request that changes something where it comes from, forms or not.
    csrf: { trustedOrigins: ['*'] },
    // Scripts and styles only from here; what the framework must put inline carries a nonce.
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'style-src': ['self'],
        // Carets of other writers are placed and coloured through style attributes.
        'style-src-attr': ['unsafe-inline'],
        'img-src': ['self', 'data:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none'],
      },
    },
    typescript: {
      // One type check for everything that is TypeScript, the server and the tests included.
      config: (config) => ({
        ...config,
        include: [
          ...config.include,
          '../messages/**/*.ts',
          '../migrations/**/*.ts',
          '../server/**/*.ts',
          '../tests/**/*.ts',
          '../*.config.ts',
        ],
      }),
    },
  },
}
