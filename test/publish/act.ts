/**
 * Publishes, rolls back or collects garbage in a process of its own, to be killed:
 * `node act.ts ACTION OPTIONS`, the options as JSON.
 */
import { collectGarbage, publishPack, rollBack } from '../../training/publish/index.ts'

const ACTIONS = { publish: publishPack, rollback: rollBack, gc: collectGarbage }
const [action, options] = process.argv.slice(2)
await ACTIONS[action as keyof typeof ACTIONS](JSON.parse(options))
