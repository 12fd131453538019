import { type Chain, type Move, nextMove } from './chain.ts'
import { PHRASES } from './languages.ts'
import { type Making, madeQuery, phrase, roundPrice, spoken } from './templates.ts'

/** One query of a search of several turns. */
export interface Turn {
  text: string
  move: Move
  /** Whether it goes on from the turn before. */
  relates: boolean
  /** The item that is looked for. */
  item: number
}

const MAX_TURNS = 5

/** Makes up a search of several turns: moves by the chain, texts by templates. */
export function madeSession(chain: Chain, making: Making): Turn[] {
  const turns: Turn[] = []
  let move: Move = 'new'
  let item = anyItem(making)
  while (turns.length < MAX_TURNS) {
    if (move === 'switch' || (move === 'new' && turns.length > 0)) item = anyItem(making)
    const text = textOf(move, item, turns, making)
    turns.push({ text, move, relates: move !== 'new', item })
    if (move === 'accept') break
    move = nextMove(chain, move, making.random)
  }
  return turns
}

function anyItem({ shop, random }: Making): number {
  return shop.items[random.below(shop.items.length)]
}

function textOf(move: Move, item: number, turns: readonly Turn[], making: Making): string {
  const { shop, random, language } = making
  const { only, any, instead, not, compare, accept, max } = PHRASES[language]
  const own = shop.value(item, random)
  const price = shop.price(item)
  const say = (forms: readonly string[], ...values: string[]) =>
    spoken(phrase(forms, random, ...values.map((value) => value.toLowerCase())), making)
  switch (move) {
    case 'new':
      return madeQuery(item, making).query
    case 'refine':
      if (own && (price === null || random.uniform() < 0.6)) return say(only, own.value)
      return price !== null && price > 0
        ? say(max, String(roundPrice(price, true)))
        : say(only, shop.thing(item))
    case 'widen':
      return say(any)
    case 'switch':
      return say(instead, shop.thing(item))
    case 'negate': {
      const other = own && shop.other(own, random)
      return say(not, other ?? shop.thing(anyItem(making)))
    }
    case 'compare': {
      const before = turns.at(-1)?.item ?? item
      const second = anyItem(making)
      return say(compare, shop.title(before) || shop.thing(before), shop.thing(second))
    }
    case 'accept':
      return say(accept)
  }
}
