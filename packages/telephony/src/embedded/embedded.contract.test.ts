import { describeVoicePort } from '../port.conformance.ts'
import { openEmbeddedRig } from '../testing/embedded-rig.ts'

describeVoicePort('embedded', {
  open: ({ transcriber }) =>
    openEmbeddedRig({ privateTrunks: true, transcriber, legTiming: { transcriptMs: 1000 } }),
})
