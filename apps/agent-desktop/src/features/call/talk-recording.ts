import { defineAsyncComponent } from 'vue'

/** The recording of the talk in hand; no part of what is loaded before the first call. */
export const TalkRecording = defineAsyncComponent(() => import('./TalkRecording.vue'))
