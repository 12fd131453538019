import { phrases, type Templates } from './types.ts'

export const en: Templates = {
  acts: {
    find: phrases(`<pre> <np> | <pre> <np> | <pre> <np> | <pre> <np> <bound> | <pre> <np> <bound> |
      <pre> <np> <when> | <pre> <np> for <age> | <pre> <np> [stock:<stocks>] | <pre> <np> <end> |
      [order:<orders>] <c> | <c> [order:<orders>]`),
    gift: phrases(`<want> <occasion> <gift> for <who> <likes> | <want> <gift> for <who> |
      <want> <occasion> <gift> for <who> <bound> | <np> for <who> | something for <who> <likes> |
      what can i <give> <who> <likes> | <want> <gift> for <who> <likes> <bound> | <gift> <likes> |
      something <c> for <who>`),
    similar: phrases(`<like> [title] | <like> [title] | <like> [brand] | <like> [brand] | <alike>`),
    exclude: phrases(`<no> <c> | <no> <c> | <no> [brand] | <no> [title] | <no> <c> <please> |
      <no> <nouns> by [brand]`),
    limit:
      phrases(`<only> <bound> | <only> <bound> | <bound> | [stock:<stocks>] | <only> <c> <ones> |
      <only> [stock:<stocks>] ones | <only> <when> | something [price_low:<lows>] |
      the [price_low:<lows>] ones | <only> by [brand] | for <age>`),
    sort: phrases(`sort by [order:<orders>] | [order:<orders>] first | show [order:<orders>] first |
      order by [order:<orders>] | the [order:<orders>] at the top | sorted by [order:<orders>]`),
    compare: phrases(`compare <one> <with> <one> | <one> vs <one> | <one> or <one> <better> |
      difference between <one> and <one> | <better> <one> or <one> | is <one> better than <one>`),
    undo: phrases(`<reset> | <reset> | <drop> <c> <again> | <drop> [brand]`),
    more: phrases(`<mores>`),
    other: phrases(`<others>`),
  },
  words: {
    pre: phrases(`||||| i want | i need | looking for | i am looking for | show me | find me | do you have |
      have you got | any | give me | i would like | recommend me | what about | need | search for |
      is there | i want to read about | i am after | are there any | suggest`),
    det: phrases(`||| a | some | the | a good | any | nice | a new | another | a few`),
    np: phrases(`<det> <c> | <c> | <c> <c> | <low> <c> | <c> <nouns> | <nouns> <about> <c> | <c> for <c> |
      <c> in <c> | [brand] | [brand] <c> | <c> by [brand] | <nouns> by [brand] | [title] |
      [title] by [brand] | something <c> | <c> and <c> | <low> <nouns> <about> <c>`),
    c: phrases('[c]'),
    one: phrases('[title] | [brand] | [c]'),
    low: phrases('|||| [price_low:<lows>]'),
    nouns: phrases(
      'books | book | novels | stories | products | stuff | something | items | things',
    ),
    about: phrases('about | on | with | for | in | set in | around'),
    lows: phrases(`cheap | inexpensive | affordable | cheaper | low cost | not too expensive | bargain |
      reasonably priced | less expensive | budget`),
    bound: phrases(`<max> <money_max> | <max> <money_max> | <max> <money_max> | <money_max> <less> |
      <min> <money_min> | between [price_min] and [price_max] <cur> | from [price_min] to [price_max] |
      [price_min] - [price_max] <cur>`),
    max: phrases(`under | below | less than | up to | max | at most | no more than | not over | cheaper than |
      not more than | within | maximum | for under | around | about`),
    min: phrases('over | more than | at least | above | from | starting at | not under | minimum'),
    less: phrases('max | or less | at most | tops | maximum | or cheaper'),
    money_max: phrases('[price_max] | [price_max] <cur> | $ [price_max] | € [price_max]'),
    money_min: phrases('[price_min] | [price_min] <cur> | $ [price_min]'),
    cur: phrases('| dollars | euros | bucks | pounds | eur | €'),
    when: phrases(`from the [period:<eras>] | published after [period:<year>] | before [period:<year>] |
      set in the [period:<eras>] | since [period:<year>]`),
    eras: phrases(
      '80s | nineties | 1960s | 18th century | 19th century | 20th century | middle ages',
    ),
    age: phrases('a [age] year old | [age] year olds | ages [age] | my [age] year old'),
    who: phrases(`my [recipient:<people>] | my [recipient:<people>] | a [recipient:<people>] |
      <age> | <age> [recipient:<people>] | our [recipient:<people>]`),
    people:
      phrases(`mother | father | mum | mom | dad | son | daughter | nephew | niece | brother | sister |
      wife | husband | girlfriend | boyfriend | friend | grandmother | grandma | grandpa | aunt | uncle |
      boss | teacher | colleague | neighbour | girl | boy | best friend`),
    likes:
      phrases(`|| who likes <c> | who loves <c> | , he is into <c> | she loves <c> | he likes <c> |
      who is into <c> | who likes <c> and <c> | who enjoys <c>`),
    want: phrases('||| i need a | looking for a | a | find a | ideas for a'),
    occasion: phrases('|| birthday | christmas | wedding | graduation'),
    gift: phrases('gift | present | gift idea | something nice | surprise'),
    give: phrases('get | give | buy'),
    like: phrases(`like | something like | similar to | more like | <nouns> like | i loved | in the style of |
      reminds me of | along the lines of | anything like`),
    alike: phrases(
      'something similar | more like this | like that | similar ones | more of the same',
    ),
    no: phrases(`no | not | without | except | nothing with | but not | i don't like | anything but | avoid |
      nothing by | nothing too | no more | i hate | excluding | less | without any | please no`),
    only: phrases('only | just | must be | only the | but only | has to be | just the'),
    ones: phrases('| ones | ones please'),
    stocks: phrases('in stock | available | available now | ready to ship'),
    orders:
      phrases(`cheapest | newest | latest | most popular | best rated | bestselling | most expensive |
      lowest price | price | price low to high | price high to low`),
    with: phrases('and | with | to'),
    better: phrases('which is better | , which is better | what is better | should i get'),
    reset:
      phrases(`start over | reset | clear all | never mind | start again | undo | forget it | any price is fine |
      price does not matter | drop the price limit | forget about the price | remove all filters |
      clear everything | new search | remove the price limit`),
    drop: phrases('forget | remove | drop the | never mind the | no need for | forget about'),
    again: phrases('|| again | filter'),
    mores:
      phrases(`more | show more | show me more | next | what else | anything else | others | next page |
      something else | more please | what else do you have | different ones | keep going | load more`),
    others:
      phrases(`where is my parcel | track my order | how much is shipping | what does delivery cost |
      can i return an item | how do i return this | i want to cancel my order | hello | hi | thanks |
      what are your opening hours | do you ship to france | how long does delivery take |
      i forgot my password | do you take paypal | is there a discount code | where is my order |
      talk to a human | do you gift wrap | when will my order arrive | can i exchange this`),
    please: phrases('please | ones | stuff'),
    end: phrases(
      'please | for me | if possible | for the weekend | for work | instead | that is easy',
    ),
  },
  joins: {
    exclude: phrases(', | but | and | | , but'),
    limit: phrases(', | and | but'),
    sort: phrases(', | and |'),
    other: phrases('and | and also | , | plus | . | and maybe'),
  },
}
