import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { appPages, entryFiles } from './scripts/app-pages.ts'
import { LongestFirst } from './scripts/longest-first.ts'

const backend = `http://127.0.0.1:${process.env['IRIS_DEV_BACKEND_PORT'] ?? '3001'}`

const frameParts =
  /reka-ui\/dist\/(DropdownMenu|Popper|Tooltip|RovingFocus|FocusScope|DismissableLayer|Presence|Teleport|Collection|Primitive|ConfigProvider|VisuallyHidden|shared|composables|component)\//

/** What the wallboard that a link opens has in common with every app. */
const sharedParts =
  /packages\/(realtime\/src\/(keep-listening|retry-delay|sse-parser)|app-frame\/src\/(live\/(live-documents|provide-documents)|formats\/format-time)|ui\/src\/(skeleton|states|duration|status))/

/** Each wait of such a test has its own limit and says what it waited for in vain; several that were long in one test do not fail it. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  appType: 'mpa',
  plugins: [vue(), tailwindcss(), appPages()],
  // Parts of libraries that no page of ours uses stay out of the bundles.
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // Every browser that can make these calls preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: entryFiles(),
      output: {
        codeSplitting: {
          // What every app shows before anything else, in one file: pieces that are compressed one by one are larger.
          // And what every telephone shows, likewise, and what the wallboard shows that needs no sign-in.
          groups: [
            { name: 'frame', test: frameParts },
            { name: 'shared', test: sharedParts },
            { name: 'telephone', test: /packages\/app-frame\/src\/phone\// },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    strictPort: true,
    proxy: {
      '/v1': backend,
      '/health': backend,
      '/docs': backend,
      '/metrics': backend,
      '/sip': { target: backend, ws: true },
    },
  },
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // The second that is usual is not much on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    sequence: { sequencer: LongestFirst },
    // Vitest leaves a core free, which is half of two.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{packages,apps}/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.{dom,db,contract}.test.ts'],
          // What each file would load anew takes longer than the tests.
          isolate: false,
          // Vitest empties style sheets; the contrast test reads this one.
          css: { include: [/\/theme\.css\?raw$/] },
        },
      },
      {
        extends: true,
        test: {
          // Components in a document of their own, and nothing that an earlier file left in it.
          name: 'dom',
          environment: 'happy-dom',
          include: ['{packages,apps}/*/src/**/*.dom.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          environment: 'node',
          include: ['{packages,apps}/*/src/**/*.db.test.ts'],
          isolate: false,
          globalSetup: ['packages/platform/src/testing/postgres-for-tests.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          environment: 'node',
          include: ['{packages,apps}/*/src/**/*.contract.test.ts'],
          exclude: ['**/*.alone.contract.test.ts'],
          globalSetup: ['packages/platform/src/testing/postgres-for-tests.ts'],
          ...patience,
          // They wait for real audio most of the time. More than two at once would be late with it on two cores.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          // What needs the whole machine for its audio, after all others.
          name: 'contract-alone',
          environment: 'node',
          include: ['{packages,apps}/*/src/**/*.alone.contract.test.ts'],
          globalSetup: ['packages/platform/src/testing/postgres-for-tests.ts'],
          ...patience,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
