import { mount } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import Skeleton from '../skeleton/Skeleton.vue'
import { letMillisecondPass } from '../testing/let-millisecond-pass.ts'
import EmptyState from './EmptyState.vue'
import ErrorState from './ErrorState.vue'
import NoPermission from './NoPermission.vue'

describe('the four states of a list', () => {
  test('loading is said, once, and drawn in lines', () => {
    const skeleton = mount(Skeleton, { props: { lines: 4 } })
    expect(skeleton.attributes('role')).toBe('status')
    expect(skeleton.text()).toBe('Loading')
    expect(skeleton.findAll('div.h-3\\.5')).toHaveLength(4)
  })

  test('empty tells what this is and offers the one thing to do', () => {
    const empty = mount(EmptyState, {
      props: { title: 'No calls today', description: 'They are listed as they come in.' },
      slots: { default: '<button>Call your number</button>' },
    })
    expect(empty.text()).toContain('No calls today')
    expect(empty.text()).toContain('They are listed as they come in.')
    expect(empty.find('button').text()).toBe('Call your number')
  })

  test('an error is spoken and can be tried again, once at a time', async () => {
    const error = mount(ErrorState, { props: { title: 'The calls could not be loaded' } })
    expect(error.attributes('role')).toBe('alert')
    letMillisecondPass()
    await error.find('button').trigger('click')
    await error.setProps({ retrying: true })
    await error.find('button').trigger('click')
    expect(error.emitted('retry')).toHaveLength(1)
  })

  test('no permission says who can help, unless the page knows better', async () => {
    const closed = mount(NoPermission)
    expect(closed.text()).toContain('Ask an administrator')
    await closed.setProps({ title: 'Billing is for owners' })
    expect(closed.text()).toContain('Billing is for owners')
  })
})
