import { defineAsyncComponent } from 'vue'

const mostAttempts = 3

/** The recording of the talk in hand; no part of what is loaded before the first call. */
export const TalkRecording = defineAsyncComponent({
  loader: () => import('./TalkRecording.vue'),
  onError(_error, retry, fail, attempts) {
    if (attempts < mostAttempts) retry()
    else fail()
  },
})
