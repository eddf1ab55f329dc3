export { fakeBackend, problemResponse } from './fake-backend.ts'
export type { Answer, Asked, FakeBackend } from './fake-backend.ts'
export { testAgent, testMe, testUserId, withFrame } from './with-frame.ts'
export type { FrameForTests, FrameOptions } from './with-frame.ts'
