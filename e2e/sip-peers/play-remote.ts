/** Plays whatever comes from the other side: Chromium gives nobody the samples of a track that nothing plays. */
export function playRemote(): void {
  const Original = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      this.addEventListener('track', ({ track }) => {
        const audio = new Audio()
        audio.srcObject = new MediaStream([track])
        void audio.play()
      })
    }
  }
}
