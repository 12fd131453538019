/**
 * An `events.csv` whose hashes differ from run to run, with users, guests and orders numbered in
 * the order in which they occur: `u1`, `g1`, `o1`.
 *
 * @param cut what is left out of every line
 */
export function numbered(csv: string, cut: RegExp): string {
  const names = new Map<string, string>()
  const counts = { u: 0, g: 0, o: 0 }
  const name = (id: string, letter: keyof typeof counts) => {
    if (!names.has(letter + id)) names.set(letter + id, letter + ++counts[letter])
    return names.get(letter + id)
  }
  const [, ...lines] = csv.trimEnd().split('\n')
  return lines
    .map((line) => {
      const cells = line.replace(cut, '').split(',')
      const [user = '', ...rest] = cells
      const order = rest.pop() ?? ''
      const who = name(user, user.startsWith('guest-') ? 'g' : 'u')
      return `\n${[who, ...rest, order && name(order, 'o')].join(',')}`
    })
    .join('')
}
