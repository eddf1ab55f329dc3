import { defineShortcuts, startFrontEnd } from '@iris/app-frame'
import './app.css'
import { pages } from './pages.ts'

startFrontEnd({
  name: 'portal',
  pages,
  home: '/calls',
  shortcuts: defineShortcuts('portal', {}),
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
