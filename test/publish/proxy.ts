import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to a request: `pass`; `lose` the request, or the answer after the edge acted. */
export type Fate = 'pass' | 'lose request' | 'lose answer'

export interface LossyProxy {
  url: string
  /** Method and path of what came, in order. */
  seen: string[]
  close(): Promise<void>
}

/** A proxy before an edge that loses what `fate` says, as a network does. */
export async function startProxy(
  target: string,
  fate: (message: IncomingMessage, n: number) => Fate,
): Promise<LossyProxy> {
  const { hostname, port } = new URL(target)
  const seen: string[] = []
  const server: Server = createServer((message, response) => {
    const { method, url: path, headers, socket } = message
    seen.push(`${method} ${path}`)
    const what = fate(message, seen.length)
    if (what === 'lose request') return socket.destroy()
    const onward = request({ hostname, port, path, method, headers }, (answer) => {
      if (what === 'lose answer') {
        answer.resume().on('end', () => socket.destroy())
        return
      }
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => socket.destroy())
    message.on('error', () => onward.destroy())
    message.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
