import cliProgress from 'cli-progress'
import type { Progress, Task } from '../progress.ts'

const FORMAT = '{label} {bar} {percentage}% {elapsed} ETA {eta_formatted} {note}'
const LABEL_WIDTH = 26

/** Progress of one command. */
export interface Shown extends Progress {
  /** Stops bars that still run; their timers would keep the process alive. */
  stop(): void
}

/** Bars on a terminal; otherwise one line per task when it ends. Writes to standard error. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): Shown {
  return stream.isTTY ? bars(stream) : lines(stream)
}

function bars(stream: NodeJS.WriteStream): Shown {
  const running = new Set<cliProgress.SingleBar>()
  const options = {
    format: FORMAT,
    stream,
    hideCursor: true,
    barsize: 24,
    etaBuffer: 50,
    forceRedraw: true,
    formatValue: cliProgress.Format.ValueFormat,
  }
  return {
    task(label, total): Task {
      const bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic)
      const began = performance.now()
      const elapsed = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
      const payload = (note: string) => ({
        label: label.padEnd(LABEL_WIDTH),
        elapsed: elapsed().padStart(8),
        note,
      })
      bar.start(Math.max(1, total), 0, payload(''))
      running.add(bar)
      return {
        update: (done, note = '') => bar.update(done, payload(note)),
        end(note = '') {
          bar.update(Math.max(1, total), payload(note))
          bar.stop()
          running.delete(bar)
        },
      }
    },
    note: (line) => void stream.write(`${line}\n`),
    stop() {
      for (const bar of running) bar.stop()
      running.clear()
    },
  }
}

function lines(stream: NodeJS.WriteStream): Shown {
  return {
    task(label): Task {
      const began = performance.now()
      return {
        update() {},
        end(note = '') {
          const seconds = ((performance.now() - began) / 1000).toFixed(1)
          stream.write(`${label.padEnd(LABEL_WIDTH)} ${seconds.padStart(8)} s  ${note}\n`)
        },
      }
    },
    note: (line) => void stream.write(`${line}\n`),
    stop() {},
  }
}
