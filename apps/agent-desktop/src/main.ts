import { startFrontEnd } from '@iris/app-frame'
import './app.css'
import { deskShortcuts } from './desk-shortcuts.ts'
import DeskNotices from './features/desk/DeskNotices.vue'
import PhoneDock from './features/phone/PhoneDock.vue'
import DeskState from './features/state/DeskState.vue'
import { deskCommands } from './desk-commands.ts'
import { pages } from './pages.ts'

startFrontEnd({
  name: 'agent',
  pages,
  shortcuts: deskShortcuts,
  commands: deskCommands,
  shell: { topEnd: DeskState, notices: DeskNotices, dock: PhoneDock, needs: ['phone:use'] },
  translations: import.meta.glob(['./**/*words.*.ts', '!./**/*.test.ts']),
})
