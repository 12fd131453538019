export { derive } from './derive.ts'
export { choosePairs, fillSlots, givenTokens, type Pair } from './device.ts'
export { type PrimeField, primeField, SCALARS } from './field.ts'
export { FIELDS, type Field, type Parameters, parseParameters } from './fields.ts'
export { type Leak, leakOf } from './leak.ts'
export {
  type Answer,
  doesMeasure,
  type Measurement,
  makeAnswer,
  type Rate,
  readAnswer,
  unbiased,
} from './measure.ts'
export { MESSAGE_BYTES, type Message, makeMessage, readMessage } from './message.ts'
export {
  type Accepted,
  contextOf,
  readParameters,
  signBytes,
  signParameters,
  slotsOf,
  verifyBytes,
} from './parameters.ts'
export { evaluateAt, interpolate, interpolateAtZero, type Point } from './polynomial.ts'
export { type RecoverOptions, type Recovery, recover } from './recover.ts'
export { decode } from './reed-solomon.ts'
export {
  joinEvaluated,
  joinRecords,
  splitBlinded,
  splitEvaluated,
  splitSealed,
} from './requests.ts'
export {
  newSealKeys,
  openerOf,
  SEAL_KEY_BYTES,
  SEALED_BYTES,
  type SealKeys,
  sealMessages,
} from './seal.ts'
export { DEVICE_SECRET_BYTES, deriveSecrets, secretOf, shareOf, THRESHOLDS } from './share.ts'
export {
  type Context,
  canName,
  decodeToken,
  emptySlot,
  encodeToken,
  LAYERS,
  type Layer,
  TOKEN_BYTES,
  type Token,
} from './token.ts'
export {
  type Blinded,
  blindInput,
  type EpochKey,
  evaluate,
  evaluateInput,
  finalize,
  newEpochKey,
  POINT_BYTES,
} from './voprf.ts'
