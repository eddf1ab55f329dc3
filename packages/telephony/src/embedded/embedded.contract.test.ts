import { describeVoicePort } from '../port.conformance.ts'
import { openEmbeddedRig } from '../testing/embedded-rig.ts'

describeVoicePort('embedded', { open: () => openEmbeddedRig({ privateTrunks: true }) })
