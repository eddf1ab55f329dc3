import { startFrontEnd } from '@iris/app-frame'
import './app.css'
import { flowShortcuts } from './features/editor/editor-keys.ts'
import { pages } from './pages.ts'

startFrontEnd({
  name: 'flows',
  pages,
  shortcuts: flowShortcuts,
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
