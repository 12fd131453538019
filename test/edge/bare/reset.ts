import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks for a path, and resets the connection after some milliseconds, as a phone does.
 *
 * @param json body of a POST; without one it is a GET
 */
export async function askAndReset(
  port: number,
  path: string,
  ms: number,
  json?: string,
): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  const type = `Content-Type: application/json\r\nContent-Length: ${json?.length}\r\n`
  const head = `${json ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nHost: edge.example\r\n`
  socket.write(`${head}${json ? type : ''}\r\n${json ?? ''}`)
  await sleep(ms)
  socket.resetAndDestroy()
}
