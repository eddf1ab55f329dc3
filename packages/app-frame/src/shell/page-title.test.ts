import { expect, test } from 'vitest'
import { documentTitle, setPageTitle, showTitleNotice } from './page-title.ts'

test('the tab says the page, and in its place what has to be seen, until that is over', () => {
  setPageTitle('Calls', '', 'Iris')
  expect(documentTitle.value).toBe('Calls · Iris')
  const takeAway = showTitleNotice('Incoming call')
  setPageTitle('Queues', 'Iris')
  expect(documentTitle.value).toBe('Incoming call')
  takeAway()
  expect(documentTitle.value).toBe('Queues · Iris')
})
