import { defineShortcuts, startFrontEnd } from '@iris/app-frame'
import './app.css'
import { pages } from './pages.ts'

startFrontEnd({
  name: 'admin',
  pages,
  shortcuts: defineShortcuts('admin', {}),
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
