/** Sets answers in a cache until it is done or killed: `appender.ts FOLDER NAME COUNT`. */
import { Cache } from '../../training/intents/index.ts'

const [folder, name, count] = process.argv.slice(2)
const cache = new Cache(folder)
for (let n = 0; n < Number(count); n++) {
  cache.set(`${name} ${n}`, `${name} `.repeat(1 + ((n * 37) % 900)))
  if (n === 20) process.stdout.write('going\n')
}
cache.close()
