import { expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'

test('an agent whose microphone is refused reads so on the desk, with what to do', async ({
  centre,
  newPerson,
}) => {
  const { page } = await newPerson(440)
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
  })
  const desk = new DeskPage(page, centre.origin)
  await desk.signIn('agent1@demo.test')
  await desk.choose('Available')
  await expect(page.getByText('The microphone is blocked')).toContainText('allow it')
  await expect(desk.phone).toContainText('Microphone off')
})

test('an agent whose browser has no WebRTC reads so on the desk, with what to use instead', async ({
  centre,
  newPerson,
}) => {
  const { page } = await newPerson(440)
  await page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'))
  const desk = new DeskPage(page, centre.origin)
  await desk.fillSignIn('agent2@demo.test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This browser cannot telephone')).toContainText('Use a current')
  await expect(desk.phone).toContainText('Phone not possible')
})

test('an agent whose phone cannot connect reads so, and the phone comes back by itself', async ({
  centre,
  newPerson,
}) => {
  const { page } = await newPerson(440)
  let blocked = true
  await page.routeWebSocket(/\/sip/, (socket) => {
    if (blocked) void socket.close()
    else socket.connectToServer()
  })
  const desk = new DeskPage(page, centre.origin)
  await desk.fillSignIn('agent1@demo.test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('The phone has lost its connection')).toBeVisible()
  blocked = false
  await expect(desk.phone).toContainText('Phone ready')
})
