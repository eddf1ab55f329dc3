import { defineShortcuts, startFrontEnd } from '@iris/app-frame'
import './app.css'
import { pages } from './pages.ts'

startFrontEnd({
  name: 'flows',
  pages,
  shortcuts: defineShortcuts('flows', {}),
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
