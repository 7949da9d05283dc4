import adapter from '@sveltejs/adapter-node'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  // Short class names: they stand on every element of a long text.
  compilerOptions: { runes: true, cssHash: ({ hash, css }) => `c${hash(css)}` },
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
