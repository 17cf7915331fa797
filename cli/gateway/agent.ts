// What the command calls itself before everybody that it asks: a gateway counts it apart from those who pull.
import manifest from '../../package.json' with { type: 'json' }

export const AGENT = `fairlead/${manifest.version}`
/** Of a pull that is only walked. */
export const DOCTOR_AGENT = `fairlead-doctor/${manifest.version}`
