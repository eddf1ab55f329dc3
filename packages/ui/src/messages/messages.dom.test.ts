import { mount } from '@vue/test-utils'
import { defineComponent, h, nextTick, ref } from 'vue'
import { describe, expect, test } from 'vitest'
import NoPermission from '../states/NoPermission.vue'
import type { UiMessages } from './english-messages.ts'
import { provideUiMessages } from './messages.ts'

describe('the words of the components', () => {
  test('are English by themselves', () => {
    expect(mount(NoPermission).text()).toContain('You do not have access to this')
  })

  test('are the app’s where it has its own, follow its language, and stay English elsewhere', async () => {
    const german: Partial<UiMessages> = { noPermissionTitle: 'Kein Zugriff' }
    const messages = ref<Partial<UiMessages>>({})
    const App = defineComponent({
      setup() {
        provideUiMessages(messages)
        return () => h(NoPermission)
      },
    })
    const app = mount(App)
    expect(app.text()).toContain('You do not have access to this')
    messages.value = german
    await nextTick()
    expect(app.text()).toContain('Kein Zugriff')
    expect(app.text()).toContain('Ask an administrator')
  })
})
