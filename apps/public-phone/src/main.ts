import { frameWords, startPublicPage } from '@iris/app-frame'
import './app.css'
import PhonePage from './features/phone/PhonePage.vue'

startPublicPage({
  title: () => frameWords('apps.call'),
  page: PhonePage,
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
