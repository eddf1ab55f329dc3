import { startPublicPage } from '@iris/app-frame'
import './app.css'
import LinkedWallboardPage from './features/wallboard/LinkedWallboardPage.vue'
import { wallboardWords } from './features/wallboard/wallboard-words.ts'

startPublicPage({
  title: () => wallboardWords('title'),
  page: LinkedWallboardPage,
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
