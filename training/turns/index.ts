export { type ReadTurn, readConversations } from './read.ts'
export {
  fitTurns,
  judgeTurns,
  pairsOf,
  TURN_SETTINGS,
  type TurnClassifier,
  type TurnScores,
} from './relate.ts'
export { bestForm, type ChainForm, chainOfLabels, heldOutBits } from './transitions.ts'
