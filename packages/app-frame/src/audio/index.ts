export { default as AudioPlayer } from './AudioPlayer.vue'
