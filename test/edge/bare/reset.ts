import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Asks for a path, and resets the connection after some milliseconds, as a phone does. */
export async function askAndReset(port: number, path: string, ms: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: edge.example\r\n\r\n`)
  await sleep(ms)
  socket.resetAndDestroy()
}
